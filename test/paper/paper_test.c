// SPDX-License-Identifier: Apache-2.0
// Protects what is printed: the same bytes for the same document in every thread, text and QR code
// that other programs read, whole tables over many pages, and no surprise from hostile text.
#include "test.h"

#include "base/file.h"
#include "paper/pdf.h"
#include "paper/qr.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CODE_URL "https://jiuye.example.cn/verify/0123456789ABCDEFGHJK"
#define THREADS 4
#define ROUNDS 5
#define LONG_ROWS 200
#define WORD_BYTES 100000

static void add_cells(PaperBlock *block, Arena *arena, const char *const *cells, size_t count) {
    for (size_t i = 0; i < count; i++) paper_cell(block, arena, str_from_c(cells[i]));
}

static PaperDocument letter(Arena *arena) {
    static const int widths[] = {1, 4, 2, 0};
    static const char *const rows[] = {"序号", "事项",           "金额（元）",
                                       "1",    "一次性交通补贴", "800.00"};
    static const char *const signs[] = {"扫码核验", "海原县人力资源和社会保障局", "",
                                        "2023年10月16日"};
    PaperDocument document = {.issuer = STR("海原县人力资源和社会保障局"),
                              .title = STR("不予办理决定书"),
                              .number = STR("ZW-2023-05-000123-02"),
                              .footer = STR("ZW-2023-05-000123-02")};
    assert_true(date_from_str(STR("2023-10-16"), &document.date));
    paper_block(&document, arena, PAPER_PARAGRAPH, STR("王某：你提交的申请不符合条件。"));
    PaperBlock *facts = paper_block(&document, arena, PAPER_FACTS, (Str){0});
    paper_pair(facts, arena, STR("受理号"), STR("ZW-2023-05-000123"));
    paper_block(&document, arena, PAPER_HEADING, STR("理由"));
    PaperBlock *list = paper_block(&document, arena, PAPER_LIST, (Str){0});
    paper_cell(list, arena, STR("外出务工满6个月才能领，现在满5个月"));
    add_cells(paper_table(&document, arena, widths), arena, rows, 6);
    add_cells(paper_block(&document, arena, PAPER_SIGNATURE, STR(CODE_URL)), arena, signs, 4);
    return document;
}

static Str render(Arena *arena, const PaperDocument *document) {
    Error error = {0};
    Str pdf = {0};
    if (!paper_to_pdf(document, arena, &pdf, &error)) fail_msg("%s", error.message);
    assert_true(str_starts_with(pdf, STR("%PDF-")));
    return pdf;
}

// What a command prints of a file; "$F" in it is the file.
static Str tool(Arena *arena, Str content, const char *command) {
    char path[] = "/tmp/paper-XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, content.data, content.length), (ssize_t)content.length);
    close(file);
    setenv("F", path, 1);
    FILE *out = popen(command, "r");
    assert_non_null(out);
    StrBuilder text;
    char piece[4096];
    size_t length;
    str_builder_init(&text, arena, 0);
    while ((length = fread(piece, 1, sizeof piece, out)) > 0) {
        str_put(&text, (Str){piece, length});
    }
    int status = pclose(out);
    unlink(path);
    if (status != 0) fail_msg("%s: %d", command, status);
    return str_built(&text);
}

static bool contains(Str text, const char *needle) {
    return str_find(text, str_from_c(needle), 0) != SIZE_MAX;
}

static size_t occurrences(Str text, const char *needle) {
    size_t count = 0, at = 0;
    Str wanted = str_from_c(needle);
    while ((at = str_find(text, wanted, at)) != SIZE_MAX) {
        at += wanted.length;
        count++;
    }
    return count;
}

typedef struct Round {
    Str expected;
    bool is_equal;
} Round;

static void *render_again(void *state) {
    Round *round = state;
    Arena arena = {0};
    round->is_equal = true;
    for (int i = 0; i < ROUNDS; i++) {
        PaperDocument document = letter(&arena);
        Str pdf;
        Error error;
        round->is_equal = round->is_equal && paper_to_pdf(&document, &arena, &pdf, &error) &&
                          str_equal(pdf, round->expected);
    }
    arena_release(&arena);
    return NULL;
}

static void test_paper__same_document_same_bytes_in_every_thread(void **state) {
    (void)state;
    Arena arena = {0};
    PaperDocument document = letter(&arena);
    Str first = render(&arena, &document);
    pthread_t threads[THREADS];
    Round rounds[THREADS];
    for (int i = 0; i < THREADS; i++) {
        rounds[i].expected = first;
        assert_int_equal(pthread_create(&threads[i], NULL, render_again, &rounds[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_true(rounds[i].is_equal);
    }
    document.date++;
    assert_false(str_equal(render(&arena, &document), first));
    arena_release(&arena);
}

static void test_paper__json_holds_all_of_it(void **state) {
    (void)state;
    Arena arena = {0};
    Error error = {0};
    PaperDocument document = letter(&arena), again;
    Str json = paper_to_json(&document, &arena);
    assert_true(paper_from_json(&arena, json, &again, &error));
    assert_true(str_equal(paper_to_json(&again, &arena), json));
    assert_true(str_equal(render(&arena, &again), render(&arena, &document)));
    static const char *const faulty[] = {
        "[]",
        "{}",
        "{\"date\":\"2023-10-16\",\"blocks\":[{}]}",
        "{\"date\":\"2023-10-16\",\"blocks\":[{\"kind\":\"facts\",\"cells\":[\"a\"]}]}",
        "{\"date\":\"2023-10-16\",\"blocks\":[{\"kind\":\"table\",\"cells\":[]}]}",
        "{\"date\":\"2023-13-16\",\"blocks\":[]}",
    };
    for (size_t i = 0; i < sizeof faulty / sizeof *faulty; i++) {
        assert_false(paper_from_json(&arena, str_from_c(faulty[i]), &again, &error));
    }
    arena_release(&arena);
}

static void test_paper__others_read_text_fonts_dates_and_code(void **state) {
    (void)state;
    Arena arena = {0};
    PaperDocument document = letter(&arena);
    Str pdf = render(&arena, &document);
    Str text = tool(&arena, pdf, "pdftotext -layout \"$F\" -");
    assert_true(contains(text, "不予办理决定书"));
    assert_true(contains(text, "外出务工满6个月才能领"));
    assert_true(contains(text, "800.00"));
    assert_true(contains(text, "第 1 页，共 1 页"));
    // name, type, encoding, emb, sub, uni: all three yes for each font.
    Str fonts = tool(&arena, pdf, "pdffonts \"$F\" | tail -n +3");
    assert_true(occurrences(fonts, "NotoSerifCJK") > 0);
    assert_int_equal(occurrences(fonts, "yes yes yes"), occurrences(fonts, "\n"));
    Str info = tool(&arena, pdf, "TZ=Asia/Shanghai pdfinfo -isodates \"$F\"");
    assert_true(contains(info, "2023-10-16T00:00:00+08"));
    assert_true(contains(info, "不予办理决定书"));
    Str code = tool(&arena, pdf,
                    "pdftoppm -r 150 -png \"$F\" \"$F.p\" && zbarimg -q --raw \"$F\".p*.png; "
                    "s=$?; rm -f \"$F\".p*.png; exit $s");
    assert_str_equal(str_trim(code), CODE_URL);
    arena_release(&arena);
}

static void test_paper__long_tables_repeat_their_head(void **state) {
    (void)state;
    static const int widths[] = {1, 3, 0};
    Arena arena = {0};
    PaperDocument document = letter(&arena);
    PaperBlock *table = paper_table(&document, &arena, widths);
    paper_cell(table, &arena, STR("行号"));
    paper_cell(table, &arena, STR("说明栏"));
    for (int i = 0; i < LONG_ROWS; i++) {
        paper_cell(table, &arena, str_format(&arena, "第%d行", i));
        paper_cell(table, &arena, i % 50 == 7 ? STR("一\n二\n三\n四") : STR("一"));
    }
    Str text = tool(&arena, render(&arena, &document), "pdftotext -layout \"$F\" -");
    size_t pages = occurrences(text, "\f");
    assert_true(pages > 5);
    assert_true(occurrences(text, "说明栏") >= pages - 1);
    for (int i = 0; i < LONG_ROWS; i++) {
        assert_int_equal(occurrences(text, str_format(&arena, "第%d行", i).data), 1);
    }
    Str last = str_format(&arena, "第 %zu 页，共 %zu 页", pages, pages);
    assert_true(contains(text, str_to_c(&arena, last)));
    arena_release(&arena);
}

// The text of the page on which the letter is signed.
static Str signed_page(Arena *arena, const PaperDocument *document) {
    Str text = tool(arena, render(arena, document), "pdftotext -layout \"$F\" -");
    Str page = {0};
    while (!str_is_absent(text)) {
        Str next = str_cut(&text, '\f');
        if (contains(next, "（盖章）")) page = next;
    }
    assert_false(str_is_absent(page));
    return page;
}

static void add_signature(PaperDocument *document, Arena *arena) {
    PaperBlock *signature = paper_block(document, arena, PAPER_SIGNATURE, STR(CODE_URL));
    paper_pair(signature, arena, STR("扫码核验"), STR("海原县人力资源和社会保障局"));
    paper_pair(signature, arena, STR(""), STR("（盖章）"));
}

// Wherever the page happens to end: nobody signs a page that says nothing, or has one line left.
static void test_paper__signature_stands_under_text(void **state) {
    (void)state;
    for (int lines = 12; lines < 34; lines++) {
        Arena arena = {0};
        PaperDocument letters[3];
        for (int i = 0; i < 3; i++) letters[i] = (PaperDocument){.title = STR("决定书")};
        StrBuilder whole;
        str_builder_init(&whole, &arena, 0);
        PaperBlock *list = paper_block(&letters[2], &arena, PAPER_LIST, (Str){0});
        for (int i = 0; i < lines; i++) {
            paper_block(&letters[0], &arena, i % 2 ? PAPER_LINE : PAPER_PARAGRAPH, STR("甲方文字"));
            str_put(&whole, i > 0 ? STR("\n甲方文字") : STR("甲方文字"));
            paper_cell(list, &arena, STR("甲方文字"));
        }
        paper_block(&letters[1], &arena, PAPER_PARAGRAPH, str_built(&whole));
        for (int i = 0; i < 3; i++) {
            add_signature(&letters[i], &arena);
            size_t least = i == 2 ? 1 : 2; // an item of a list is whole by itself
            size_t found = occurrences(signed_page(&arena, &letters[i]), "甲方文字");
            if (found < least) fail_msg("letter %d of %d lines: %zu above", i, lines, found);
        }
        arena_release(&arena);
    }
}

static void test_paper__hostile_text_is_set_whole_or_named(void **state) {
    (void)state;
    Arena arena = {0};
    PaperDocument document = letter(&arena);
    char *word = arena_alloc(&arena, WORD_BYTES + 1);
    for (int i = 0; i < WORD_BYTES; i++) word[i] = 'w';
    PaperBlock *facts = paper_block(&document, &arena, PAPER_FACTS, (Str){0});
    paper_pair(facts, &arena, STR("长词"), (Str){word, WORD_BYTES});
    paper_pair(facts, &arena, STR("控制"), STR("甲\x1b[31m\x07\x7f乙\r\n\t丙"));
    paper_pair(facts, &arena, STR("坏字节"), STR("丁\xff\xc3戊"));
    // A turned direction, an extension-B name, an ideograph that no face has, a selector.
    paper_pair(facts, &arena, STR("转向"), STR("己\u202e庚\u2066辛\U000E0100"));
    paper_pair(facts, &arena, STR("生僻"), STR("\U00020BB7\U0002EBD0"));
    paper_pair(facts, &arena, STR("空"), (Str){0});
    paper_block(&document, &arena, PAPER_PARAGRAPH, (Str){word, WORD_BYTES});
    Str pdf = render(&arena, &document);
    Str text = tool(&arena, pdf, "pdftotext -raw \"$F\" -");
    assert_true(occurrences(text, "w") >= 2 * WORD_BYTES);
    assert_true(contains(text, "甲[31m乙"));
    assert_true(contains(text, "丁\uFFFD\uFFFD戊") || contains(text, "丁〔U+FFFD〕〔U+FFFD〕戊"));
    assert_true(contains(text, "己庚辛"));
    assert_true(contains(text, "\U00020BB7"));
    assert_true(contains(text, "〔U+2EBD0〕"));
    assert_true(str_equal(render(&arena, &document), pdf));
    arena_release(&arena);
}

static bool refused(Arena *arena, const PaperDocument *document) {
    Error error = {0};
    Str pdf;
    return !paper_to_pdf(document, arena, &pdf, &error) && error.kind == ERROR_LIMIT;
}

static void test_paper__limits_have_names(void **state) {
    (void)state;
    Arena arena = {0};
    PaperDocument too_long = letter(&arena), too_dense = letter(&arena), too_many = letter(&arena);
    char *bytes = arena_alloc(&arena, PAPER_TEXT_BYTES_MAX + 1);
    for (size_t i = 0; i <= PAPER_TEXT_BYTES_MAX; i++) bytes[i] = '\n';
    paper_block(&too_long, &arena, PAPER_PARAGRAPH, (Str){bytes, PAPER_TEXT_BYTES_MAX + 1});
    assert_true(refused(&arena, &too_long));
    paper_block(&too_dense, &arena, PAPER_SIGNATURE, (Str){bytes, 501});
    assert_true(refused(&arena, &too_dense));
    PaperBlock *list = paper_block(&too_many, &arena, PAPER_LIST, (Str){0});
    for (int i = 0; i <= PAPER_CELLS_MAX; i++) paper_cell(list, &arena, STR("一"));
    assert_true(refused(&arena, &too_many));
    arena_release(&arena);
}

// Paints a path of whole modules as a grey picture, SCALE pixels a module.
#define SCALE 4
#define SIDE_MAX 200
static Str painted(Arena *arena, int size, Str path) {
    static unsigned char dots[SIDE_MAX * SCALE][SIDE_MAX * SCALE];
    StrBuilder out;
    assert_true(size <= SIDE_MAX);
    memset(dots, 255, sizeof dots);
    const char *end = path.data + path.length;
    for (const char *at = path.data; at < end; at++) {
        int x, y, width, back, used = 0;
        assert_int_equal(sscanf(at, "M%d %dh%dv1h-%dz%n", &x, &y, &width, &back, &used), 4);
        assert_true(used > 0 && width == back && x + width <= size && y < size);
        for (int row = y * SCALE; row < (y + 1) * SCALE; row++) {
            memset(&dots[row][x * SCALE], 0, (size_t)width * SCALE);
        }
        at += used - 1;
    }
    str_builder_init(&out, arena, 0);
    str_put_format(&out, "P5 %d %d 255\n", size * SCALE, size * SCALE);
    for (int row = 0; row < size * SCALE; row++) {
        str_put(&out, (Str){(const char *)dots[row], (size_t)size * SCALE});
    }
    return str_built(&out);
}

static void test_paper__code_on_a_screen_is_read_by_others(void **state) {
    (void)state;
    Arena arena = {0};
    int size;
    Str path;
    char long_text[QR_TEXT_BYTES_MAX + 1];
    memset(long_text, 'x', sizeof long_text);
    assert_true(qr_path(&arena, STR(CODE_URL), &size, &path));
    Str text = tool(&arena, painted(&arena, size, path), "zbarimg --quiet --raw \"$F\"");
    assert_true(str_equal(str_trim(text), STR(CODE_URL)));
    assert_true(qr_path(&arena, (Str){long_text, QR_TEXT_BYTES_MAX}, &size, &path));
    assert_false(qr_path(&arena, (Str){long_text, sizeof long_text}, &size, &path));
    arena_release(&arena);
}

static void test_paper__renderer_is_named(void **state) {
    (void)state;
    Arena arena = {0};
    Error error = {0};
    Str renderer;
    assert_true(paper_renderer(&arena, &renderer, &error));
    assert_true(str_starts_with(renderer, STR("cairo ")));
    assert_true(contains(renderer, "Noto Serif CJK SC"));
    arena_release(&arena);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paper__same_document_same_bytes_in_every_thread),
        cmocka_unit_test(test_paper__json_holds_all_of_it),
        cmocka_unit_test(test_paper__others_read_text_fonts_dates_and_code),
        cmocka_unit_test(test_paper__code_on_a_screen_is_read_by_others),
        cmocka_unit_test(test_paper__long_tables_repeat_their_head),
        cmocka_unit_test(test_paper__signature_stands_under_text),
        cmocka_unit_test(test_paper__hostile_text_is_set_whole_or_named),
        cmocka_unit_test(test_paper__limits_have_names),
        cmocka_unit_test(test_paper__renderer_is_named),
    };
    return RUN_TESTS(tests);
}

// SPDX-License-Identifier: Apache-2.0
#include "app/dmn_convert.h"

#include "app/command.h"
#include "base/file.h"
#include "dmn/xml.h"
#include "dmn/xml_write.h"
#include "policy/model_export.h"
#include "policy/model_import.h"

#include <getopt.h>

// ---- Export ----

static const char EXPORT_USAGE[] =
    "用法：jiuye dmn export 项号 [--out 文件] [--pack 文件夹] [--dmn 版本]\n"
    "\n"
    "把一项政策写成 DMN XML（含图），别的建模工具可以打开，判定结果相同。\n"
    "\n"
    "  --out 文件     写到文件；缺省写到标准输出\n"
    "  --pack 文件夹  用这个文件夹里的政策包；缺省用程序自带的\n"
    "  --dmn 版本     1.5（缺省）、1.4 或 1.3：有的工具只认旧版本\n";

typedef struct ConvertOptions {
    Str subject; // the policy's number, or the file
    Str out, folder;
    DmnXmlVersion version;
    int64_t number;
} ConvertOptions;

static bool export_write(Arena *arena, const ConvertOptions *options, const Pack *pack,
                         const Policy *policy, Diagnostics *diagnostics, Error *error) {
    Str xml;
    const DmnModel *model = policy_model_export(arena, pack, policy, diagnostics);
    if (!model) {
        command_print_findings(arena, diagnostics, stderr);
        return error_set(error, ERROR_INVALID, "第%d项不能写成 DMN", policy->number);
    }
    if (!dmn_xml_write(arena, model, options->version, &xml, error)) return false;
    if (!str_is_absent(options->out)) return file_write(options->out, xml, error);
    fwrite(xml.data, 1, xml.length, stdout);
    return true;
}

static bool export_run(Arena *arena, const ConvertOptions *options, Error *error) {
    Diagnostics loading = {.arena = arena}, diagnostics = {.arena = arena};
    const Pack *pack;
    int64_t number;
    if (!str_to_int64(options->subject, &number) || number < 1 || number > 999) {
        return error_set(error, ERROR_INVALID, "项号“%.*s”不对，要写1到999的整数",
                         STR_ARG(options->subject));
    }
    if (!command_load_pack(arena, options->folder, &loading, &pack, error)) return false;
    const Policy *policy = pack_policy(pack, (int)number);
    if (policy) return export_write(arena, options, pack, policy, &diagnostics, error);
    return error_set(error, ERROR_NOT_FOUND, "政策包%.*s里没有第%d项", STR_ARG(pack->id),
                     (int)number);
}

// ---- Import ----

static const char IMPORT_USAGE[] =
    "用法：jiuye dmn import 文件 [--out 文件夹] [--number 项号]\n"
    "\n"
    "把 DMN XML 写成政策文件（Markdown），判定结果相同。由 jiuye dmn export 写出的文件\n"
    "原样还原；别处做的模型，按政策文件写得了的部分转换，写不了的指出在哪里。\n"
    "\n"
    "  --out 文件夹   写进这个文件夹；缺省写到标准输出\n"
    "  --number 项号  别处做的模型用这个项号；缺省 999\n";

static bool import_write(const ConvertOptions *options, const ImportedPolicy *imported,
                         Arena *arena, Error *error) {
    if (str_is_absent(options->out)) {
        fwrite(imported->content.data, 1, imported->content.length, stdout);
        return true;
    }
    Str path = str_format(arena, "%.*s/%.*s", STR_ARG(options->out), STR_ARG(imported->name));
    if (!file_make_folder(options->out, error)) return false;
    if (!file_write(path, imported->content, error)) return false;
    printf("写了 %.*s；用 jiuye check 看还要补什么\n", STR_ARG(path));
    return true;
}

static bool import_run(Arena *arena, const ConvertOptions *options, Error *error) {
    Diagnostics diagnostics = {.arena = arena};
    Source source = {.name = options->subject};
    ImportedPolicy imported;
    if (!file_read(arena, options->subject, DMN_XML_BYTES_MAX, &source.text, error)) return false;
    const DmnModelDefinition *definition = dmn_xml_read(arena, &source, 1, &diagnostics);
    const DmnModel *model =
        definition != NULL ? dmn_model_compile(arena, definition, &diagnostics) : NULL;
    bool ok = model != NULL && policy_model_import(arena, model, (int)options->number, &imported,
                                                   &diagnostics);
    command_print_findings(arena, &diagnostics, stderr);
    if (ok) return import_write(options, &imported, arena, error);
    return error_set(error, ERROR_INVALID, "%.*s 不能写成政策文件", STR_ARG(options->subject));
}

// ---- Both ----

typedef struct Verb {
    const char *name, *usage, *subject; // what is missing when there is none
    bool (*run)(Arena *arena, const ConvertOptions *options, Error *error);
    const struct option *options;
} Verb;

// NULL when the arguments are good; otherwise what is wrong ("" = help was asked for).
static const char *options_read(const Verb *verb, int argc, char **argv, ConvertOptions *options) {
    int option;
    opterr = 0;
    optind = 1;
    *options = (ConvertOptions){.version = DMN_XML_1_5};
    while ((option = getopt_long(argc, argv, "", verb->options, NULL)) != -1) {
        switch (option) {
        case 'o': options->out = str_from_c(optarg); break;
        case 'p': options->folder = str_from_c(optarg); break;
        case 'd':
            if (dmn_xml_version_from_str(str_from_c(optarg), &options->version)) break;
            return "--dmn 应为 1.5、1.4 或 1.3";
        case 'n':
            if (str_to_int64(str_from_c(optarg), &options->number) && options->number >= 1 &&
                options->number <= 999) {
                break;
            }
            return "--number 要写1到999的整数";
        case 'h': return "";
        default: return "不认识的参数，或参数缺值";
        }
    }
    if (argc - optind != 1) return verb->subject;
    options->subject = str_from_c(argv[optind]);
    return NULL;
}

static int convert(const Verb *verb, int argc, char **argv) {
    ConvertOptions options;
    const char *problem = options_read(verb, argc, argv, &options);
    if (problem && !*problem) {
        fputs(verb->usage, stdout);
        return 0;
    }
    if (problem) return command_usage(verb->name, problem, verb->usage);
    Arena arena = {0};
    Error error = {0};
    int status = verb->run(&arena, &options, &error) ? 0 : command_fail(verb->name, &error);
    arena_release(&arena);
    return status;
}

int dmn_export_command(int argc, char **argv) {
    static const struct option options[] = {
        {"out", required_argument, NULL, 'o'}, {"pack", required_argument, NULL, 'p'},
        {"dmn", required_argument, NULL, 'd'}, {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    static const Verb verb = {"dmn export", EXPORT_USAGE, "要写项号", export_run, options};
    return convert(&verb, argc, argv);
}

int dmn_import_command(int argc, char **argv) {
    static const struct option options[] = {
        {"out", required_argument, NULL, 'o'}, {"number", required_argument, NULL, 'n'},
        {"help", no_argument, NULL, 'h'},      {NULL, 0, NULL, 0},
    };
    static const Verb verb = {"dmn import", IMPORT_USAGE, "要写一个 DMN 文件", import_run, options};
    return convert(&verb, argc, argv);
}

// SPDX-License-Identifier: Apache-2.0
#include "casework/message_sender.h"

#include "base/file.h"
#include "base/json.h"
#include "base/utf8.h"
#include "casework/message_delivery.h"

#define LETTER_SUFFIX ".json"

// ---- Names ----

static Str tag_name(Arena *arena, Str platform, const MessageTag *tag) {
    return str_format(arena, "%.*s-%lld-%lld-%lld", STR_ARG(platform), (long long)tag->id,
                      (long long)tag->at_ms, (long long)tag->attempt);
}

// False for what this database never wrote.
static bool tag_from_name(Arena *arena, Str platform, Str name, MessageTag *tag) {
    Str rest = name;
    return str_equal(str_cut(&rest, '-'), platform) &&
           str_to_int64(str_cut(&rest, '-'), &tag->id) &&
           str_to_int64(str_cut(&rest, '-'), &tag->at_ms) && str_to_int64(rest, &tag->attempt) &&
           str_equal(name, tag_name(arena, platform, tag));
}

static Str path_in(Arena *arena, const MessageSender *sender, Str name, const char *suffix) {
    return str_format(arena, "%.*s/%.*s%s", STR_ARG(sender->folder), STR_ARG(name), suffix);
}

// ---- What is in the folder ----

// The files of one name, next to each other in the listing.
typedef struct FileGroup {
    Str name;
    MessageTag tag;
    const Str *files;
    size_t file_count;
    bool is_sent, is_failed;
} FileGroup;

typedef struct Receipts {
    FileGroup *items;
    size_t count;
    size_t capacity;
    int64_t waiting_count; // names without a receipt
} Receipts;

static Str name_of_file(Str file) {
    return str_cut(&file, '.');
}

static FileGroup group_at(const Str *files, size_t count) {
    FileGroup group = {.name = name_of_file(files[0]), .files = files};
    while (group.file_count < count &&
           str_equal(name_of_file(files[group.file_count]), group.name)) {
        Str suffix = files[group.file_count++];
        (void)str_cut(&suffix, '.');
        group.is_sent |= str_equal(suffix, STR("sent"));
        group.is_failed |= str_equal(suffix, STR("failed"));
    }
    return group;
}

static bool read_folder(const MessageSender *sender, Arena *arena, Receipts *receipts,
                        Error *error) {
    Str *files;
    size_t count;
    *receipts = (Receipts){0};
    if (!file_list(arena, sender->folder, STR(""), &files, &count, error)) {
        return error_detail(error, "请建好消息的投递文件夹，或者改 --messages；消息先等着");
    }
    for (size_t i = 0; i < count;) {
        FileGroup group = group_at(files + i, count - i);
        i += group.file_count;
        if (!tag_from_name(arena, sender->platform, group.name, &group.tag)) continue;
        if (!group.is_sent && !group.is_failed)
            receipts->waiting_count++;
        else if (receipts->count < STORE_CHUNK_ROWS)
            PUSH(arena, receipts, group);
    }
    return true;
}

// ---- Noting ----

typedef struct NotesIn {
    const MessageNote *items;
    size_t count;
    int64_t now_ms;
} NotesIn;

static bool notes_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const NotesIn *notes = in;
    (void)out;
    (void)arena;
    for (size_t i = 0; i < notes->count; i++) {
        if (!message_note(tx, &notes->items[i], notes->now_ms, error)) return false;
    }
    return true;
}

static bool note_all(const MessageSender *sender, const MessageNote *notes, size_t count,
                     Arena *arena, Error *error) {
    NotesIn in = {notes, count, clock_now_ms(sender->clock)};
    return count == 0 || store_write(sender->store, notes_write, &in, NULL, arena, error);
}

// ---- Receipts ----

// The first line of what the gateway wrote, as far as it can be read.
static Str read_reason(const MessageSender *sender, const FileGroup *group, Arena *arena) {
    Str path = path_in(arena, sender, group->name, ".failed");
    char *bytes = arena_alloc(arena, MESSAGE_REASON_BYTES_MAX);
    size_t length = 0;
    int file;
    int64_t size;
    Error ignored = {0};
    if (!file_open(path, &file, &size, &ignored)) return STR("网关的回执读不出来");
    bool is_read = file_read_some(file, bytes, MESSAGE_REASON_BYTES_MAX, &length, &ignored);
    file_close(file);
    Str text = {bytes, is_read ? length : 0};
    text = str_slice(text, 0, utf8_find_invalid(text));
    text = str_trim(str_cut(&text, '\n'));
    return str_is_empty(text) ? STR("网关没有写原因") : text;
}

// The receipts go last: what is interrupted here is done again.
static bool remove_files(const MessageSender *sender, const FileGroup *group, Arena *arena,
                         Error *error) {
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < group->file_count; i++) {
            Str file = group->files[i];
            bool is_receipt =
                str_ends_with(file, STR(".sent")) || str_ends_with(file, STR(".failed"));
            if (is_receipt == (pass == 1) &&
                !file_remove(path_in(arena, sender, file, ""), error)) {
                return error_detail(error, "请给平台这个文件夹的写权限");
            }
        }
    }
    return true;
}

static bool take_receipts(const MessageSender *sender, const Receipts *receipts, Arena *arena,
                          Error *error) {
    MessageNote *notes = NEW_ARRAY(arena, MessageNote, receipts->count);
    for (size_t i = 0; i < receipts->count; i++) {
        const FileGroup *group = &receipts->items[i];
        notes[i] = (MessageNote){.tag = group->tag, .delivery = MESSAGE_SENT};
        if (group->is_sent) continue;
        notes[i].delivery = MESSAGE_FAILED;
        notes[i].reason = read_reason(sender, group, arena);
    }
    if (!note_all(sender, notes, receipts->count, arena, error)) return false;
    for (size_t i = 0; i < receipts->count; i++) {
        if (!remove_files(sender, &receipts->items[i], arena, error)) return false;
    }
    return true;
}

// ---- Handing over ----

static Str parcel_text(Arena *arena, Str name, const MessageParcel *parcel) {
    StrBuilder out;
    JsonWriter writer;
    char day[DATE_TEXT_BYTES_MAX];
    str_builder_init(&out, arena, 0);
    json_writer_init(&writer, &out);
    json_open_object(&writer);
    json_member_string(&writer, "key", name);
    json_member_string(&writer, "telephone", parcel->telephone);
    json_member_string(&writer, "account", parcel->account);
    json_member_string(&writer, "text", parcel->text);
    json_member_string(&writer, "claim", parcel->claim_number);
    json_member_string(&writer, "business_date", (Str){day, date_to_text(parcel->on, day)});
    json_member_string(&writer, "at", clock_timestamp(arena, parcel->tag.at_ms));
    json_close_object(&writer);
    str_put_char(&out, '\n');
    return str_built(&out);
}

static bool hand_over(const MessageSender *sender, const MessageParcel *parcel, Arena *arena,
                      MessageNote *note, Error *error) {
    *note = (MessageNote){.tag = parcel->tag, .delivery = MESSAGE_HANDED};
    if (str_is_empty(parcel->telephone) && str_is_empty(parcel->account)) {
        note->delivery = MESSAGE_FAILED;
        note->is_final = true;
        note->reason = STR("平台不知道收信人的电话，也没有账号");
        return true;
    }
    Str name = tag_name(arena, sender->platform, &parcel->tag);
    if (file_write_shared(path_in(arena, sender, name, LETTER_SUFFIX),
                          parcel_text(arena, name, parcel), error)) {
        return true;
    }
    return error_detail(error, "请看消息的投递文件夹有没有空间和权限；消息先等着");
}

typedef struct LeaseIn {
    int64_t now_ms;
    int64_t row_count;
} LeaseIn;

typedef struct LeaseOut {
    MessageParcels parcels;
    int64_t given_up;
} LeaseOut;

static bool lease_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const LeaseIn *lease = in;
    LeaseOut *taken = out;
    return message_give_up_old(tx, lease->now_ms, lease->row_count, arena, &taken->given_up,
                               error) &&
           message_lease(tx, lease->now_ms, lease->row_count, arena, &taken->parcels, error);
}

// What was written before something failed is noted as well.
static bool hand_over_due(const MessageSender *sender, int64_t row_count, const _Atomic bool *stops,
                          Arena *arena, bool *worked, Error *error) {
    LeaseOut taken;
    LeaseIn lease = {clock_now_ms(sender->clock), row_count};
    if (!store_write(sender->store, lease_write, &lease, &taken, arena, error)) return false;
    MessageParcels parcels = taken.parcels;
    MessageNote *notes = NEW_ARRAY(arena, MessageNote, parcels.count);
    size_t count = 0;
    bool is_good = true;
    while (is_good && count < parcels.count && !(stops && *stops) &&
           clock_now_ms(sender->clock) < lease.now_ms + MESSAGE_LEASE_MS) {
        is_good = hand_over(sender, &parcels.items[count], arena, &notes[count], error);
        if (is_good) count++;
    }
    *worked |= count > 0 || taken.given_up > 0;
    Error ignored = {0};
    return note_all(sender, notes, count, arena, is_good ? error : &ignored) && is_good;
}

static bool refuse_more(const MessageSender *sender, Error *error) {
    error_set(error, ERROR_LIMIT, "投递文件夹“%.*s”里有%d条消息没有回执，不再往里写",
              STR_ARG(sender->folder), MESSAGE_FILES_MAX);
    return error_detail(error, "请看消息网关是不是停了；消息先等着");
}

bool message_sender_turn(const MessageSender *sender, const _Atomic bool *stops, bool *worked,
                         Error *error) {
    Arena arena = {0};
    Receipts receipts;
    *worked = false;
    bool ok = read_folder(sender, &arena, &receipts, error) &&
              take_receipts(sender, &receipts, &arena, error);
    if (ok) {
        int64_t room = MESSAGE_FILES_MAX - receipts.waiting_count;
        int64_t row_count = room < STORE_CHUNK_ROWS ? room : STORE_CHUNK_ROWS;
        *worked = receipts.count > 0;
        ok = room > 0 ? hand_over_due(sender, row_count, stops, &arena, worked, error)
                      : refuse_more(sender, error);
    }
    arena_release(&arena);
    return ok;
}

// ---- Opening ----

static bool switch_on_write(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    return message_switch_on(tx, *(const int64_t *)in, arena, out, error);
}

bool message_sender_open(Store *store, const Clock *clock, Str folder, MessageSender *sender,
                         Error *error) {
    int64_t now_ms = clock_now_ms(clock);
    *sender = (MessageSender){.store = store, .clock = clock};
    sender->folder = str_copy(&sender->arena, folder);
    if (!file_is_folder(folder)) {
        message_sender_close(sender);
        error_set(error, ERROR_NOT_FOUND, "消息的投递文件夹“%.*s”不存在", STR_ARG(folder));
        return error_detail(error, "请先建好，网关和平台都要能读写");
    }
    if (store_write(store, switch_on_write, &now_ms, &sender->platform, &sender->arena, error)) {
        return true;
    }
    message_sender_close(sender);
    return false;
}

void message_sender_close(MessageSender *sender) {
    arena_release(&sender->arena);
    *sender = (MessageSender){0};
}

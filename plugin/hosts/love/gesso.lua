-- SPDX-License-Identifier: MIT
-- The part of gesso.h that a game needs, for LuaJIT. It polls only: no callback enters Lua. A struct
-- may end after the last field that is wanted: struct_size says so.
local ffi = require("ffi")

ffi.cdef [[
typedef struct gesso_client gesso_client;
typedef struct { uint64_t value; } gesso_id;
typedef struct { int32_t set, value; } gesso_opt_i32;
typedef struct { void *call, *user; } gesso_hook2;
typedef struct { void *first, *second, *user; } gesso_hook3;
typedef struct {
    uint32_t struct_size; int32_t log_level; const void *limits;
    const char *save_to, *user_agent;
    gesso_hook2 waker, logger; gesso_hook3 threads;
} gesso_client_desc;
typedef struct {
    uint32_t struct_size; int32_t form;
    const char *endpoint, *deployment, *api_version, *model, *family, *organization, *project;
    int32_t credential; uint32_t flags;
    const char *secret, *ca_file; const char *const *extra_headers;
} gesso_service_desc;
typedef struct {
    uint32_t struct_size; int32_t operation; gesso_id service;
    const char *prompt, *size, *quality, *format, *background, *style, *moderation, *end_user;
    gesso_opt_i32 compression, partial_images;
    uint32_t count; int32_t stream, queue_place; uint32_t flags;
    int32_t pixel_order, row_order; uint32_t row_alignment; gesso_opt_i32 max_retries;
    uint32_t connect_ms, first_byte_ms, idle_ms, total_ms;
    const char *save_to, *save_name; gesso_hook3 encoded_sink;
    const char *extra_json; const char *const *extra_headers; uint64_t user_data;
} gesso_request_desc;
typedef struct {
    int32_t type, output; gesso_id request; uint64_t user_data;
    union {
        struct { gesso_id image, restore; uint32_t width, height, y0, y1;
            int32_t pass, preview; } image;
        struct { int32_t result, billed; uint32_t ok_count, failed_count;
            int32_t http_status; } done;
        uint8_t bytes[104];
    } as;
} gesso_event;
typedef struct {
    uint32_t struct_size; int32_t kind; const uint8_t *pixels; uint64_t stride;
    uint32_t width, height, rows_final; int32_t pixel_order, row_order, is_complete;
} gesso_view;
typedef struct { uint32_t struct_size, threads, requests, images; } gesso_leftovers;
uint32_t gesso_struct_size(const char *name);
const char *gesso_result_text(int32_t result);
const char *gesso_last_error(void);
int32_t gesso_client_create(uint32_t, const gesso_client_desc *, gesso_client **);
int32_t gesso_client_close(gesso_client *, int32_t mode);
int32_t gesso_client_destroy(gesso_client *, gesso_leftovers *left);
int32_t gesso_service_create(gesso_client *, const gesso_service_desc *, gesso_id *);
int32_t gesso_submit(gesso_client *, const gesso_request_desc *, gesso_id *);
int32_t gesso_poll(gesso_client *, gesso_event *);
int32_t gesso_image_view(gesso_client *, gesso_id, gesso_view *);
int32_t gesso_image_release(gesso_client *, gesso_id);
]]

local gesso = {
    CLOSE_ABORT = 1,
    ROWS = 4, PREVIEW = 5, IMAGE = 6, DROPPED = 7, FINISHED = 10, FAILED = 11, CLOSED = 12,
}
local header_version = 0 * 2 ^ 22 + 1 * 2 ^ 12 + 0

-- Sizes are compared once, so that another version's layouts are refused and not misread.
local function compare_layouts(library, path)
    for _, name in ipairs({ "gesso_client_desc", "gesso_service_desc", "gesso_request_desc",
        "gesso_event", "gesso_view", "gesso_leftovers" }) do
        local ours, theirs = ffi.sizeof(name), library.gesso_struct_size(name)
        if ours > theirs or (name == "gesso_event" and ours ~= theirs) then
            error(("%s has %d bytes in %s, %d here: not the same version"):format(
                name, theirs, path, ours))
        end
    end
end

-- A zeroed struct with its size set is complete; fields are set by the caller.
local function sized(name)
    local value = ffi.new(name)
    value.struct_size = ffi.sizeof(name)
    return value
end

function gesso.open(path)
    local library = ffi.load(path)
    compare_layouts(library, path)
    local self = { event = ffi.new("gesso_event") }
    local function check(result)
        if result < 0 then
            error(ffi.string(library.gesso_result_text(result)) .. " "
                .. ffi.string(library.gesso_last_error()))
        end
        return result
    end

    local out = ffi.new("gesso_client *[1]")
    check(library.gesso_client_create(header_version, sized("gesso_client_desc"), out))
    local client = out[0]

    -- Strings are copied before the call returns, so Lua's own may be lent.
    function self.generate(url, prompt, size, folder, previews)
        local service, id, request = sized("gesso_service_desc"), ffi.new("gesso_id"),
            sized("gesso_request_desc")
        service.endpoint, service.model = url .. "/v1", "gpt-image-1"
        check(library.gesso_service_create(client, service, id))
        request.service, request.prompt, request.size, request.save_to = id, prompt, size, folder
        if previews then request.partial_images = { 1, previews } end
        check(library.gesso_submit(client, request, ffi.new("gesso_id")))
    end

    -- The next event, or nil. The same memory is used for each.
    function self.poll()
        return check(library.gesso_poll(client, self.event)) == 0 and self.event or nil
    end

    function self.view(image)
        local view = sized("gesso_view")
        check(library.gesso_image_view(client, image, view))
        return view
    end

    function self.release(image) check(library.gesso_image_release(client, image)) end
    function self.text(result) return ffi.string(library.gesso_result_text(result)) end
    -- Begins the end: poll until CLOSED, then destroy.
    function self.close() check(library.gesso_client_close(client, gesso.CLOSE_ABORT)) end
    -- How many images the game forgot to give back.
    function self.destroy()
        local left = sized("gesso_leftovers")
        library.gesso_client_destroy(client, left)
        return left.images
    end
    return self
end

return gesso

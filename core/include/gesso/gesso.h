/* SPDX-License-Identifier: MIT

   gesso.h: prompts become RGBA rows while the image service is still sending.

   The whole contract between Gesso and a host (a game engine, a creative tool). C99, no other
   header of ours. Three promises decide every trade-off:

     1. It never blocks your frame. No function here waits for a network, a disk, a decoder or a
        lock held by one of them; gesso_poll takes no lock, allocates nothing and makes no system
        call. (The one documented wait: gesso_client_destroy called early, at most 2 s.)
     2. It never loses an image that was paid for. With a save target, the service's original
        bytes of a final image are on disk before GESSO_EVENT_IMAGE is reported.
     3. It changes only what you masked: the service takes a mask as a hint, so every answer, the
        previews included, is pasted into your own picture before a row of it becomes visible.

   A host's life with Gesso:

     gesso_client_create -> gesso_service_create -> gesso_submit
     each frame: while (gesso_poll(client, &event) == GESSO_OK) { upload rows, keep images }
     gesso_client_close -> poll until GESSO_EVENT_CLOSED -> gesso_client_destroy

   Conventions, true for every declaration unless it says otherwise:

     Structs    Zeroed memory with struct_size set is a complete struct: zero means "default". The
                inline gesso_*_init functions do just that. A host built against an older header
                works with a newer library, which takes the missing tail for zeros.
     Numbers    An optional number whose zero is meaningful is a gesso_opt_i32.
     Enums      int32_t constants. A host must ignore event types and codes it does not know.
     Strings    UTF-8, NUL-terminated, copied before the call returns; null = not given.
     Ids        64 bits, never reused. A stale id is ordinary (the request ended while the user was
                clicking): functions answer GESSO_ERROR_STALE and change nothing.
     Results    GESSO_OK is 0, errors are negative. gesso_result_text says in one line what a code
                means, whose fault it is and what to do; gesso_last_error has the details of the
                last failed call of this thread.
     Threads    gesso_poll and gesso_poll_log: one thread at a time. Everything else: any thread.
     Fork       In a child process the client is dead: every call answers GESSO_ERROR_FORKED.

   ABI 0.x: it may still change between minor versions, until foreign hosts have proved it. */
#ifndef GESSO_H
#define GESSO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GESSO_VERSION_MAJOR 0
#define GESSO_VERSION_MINOR 1
#define GESSO_VERSION_PATCH 0
#define GESSO_VERSION                                                                              \
    ((uint32_t)((GESSO_VERSION_MAJOR << 22) | (GESSO_VERSION_MINOR << 12) | GESSO_VERSION_PATCH))

#if defined(_WIN32)
#define GESSO_API
#else
#define GESSO_API __attribute__((visibility("default")))
#endif

#if defined(__cplusplus)
#define GESSO_ZERO {}
extern "C" {
#else
#define GESSO_ZERO {0}
#endif

/* ---- Results --------------------------------------------------------------------------------- */

typedef int32_t gesso_result;
enum {
    GESSO_OK = 0,
    GESSO_EMPTY = 1, /* gesso_poll, gesso_poll_log: nothing to report now */

    /* the host's code */
    GESSO_ERROR_INVALID_ARGUMENT = -1, /* the call breaks this contract; the text names the field */
    GESSO_ERROR_STALE = -2,            /* the id's object has ended, or never was */
    GESSO_ERROR_QUEUE_FULL = -3,       /* limits.max_requests outputs are alive: release some */
    GESSO_ERROR_CLOSED = -4,           /* the client is closing */
    GESSO_ERROR_FORKED = -5,           /* this process is a fork child of the client's */
    GESSO_ERROR_UNSUPPORTED = -6,      /* legal, but this version, build or service cannot */
    GESSO_ERROR_NOT_READY = -7,        /* asked for before the event that announces it */

    /* this machine */
    GESSO_ERROR_OUT_OF_MEMORY = -20,
    GESSO_ERROR_RESOURCE = -21, /* threads, descriptors */
    GESSO_ERROR_SAVE = -22,     /* disk full, read-only, gone; the bytes are kept in memory */
    GESSO_ERROR_LIMIT = -23,    /* a reply outgrew a limit of gesso_limits; the text names it */

    /* the way there: nothing or nothing whole came back */
    GESSO_ERROR_DNS = -40,
    GESSO_ERROR_CONNECT = -41,
    GESSO_ERROR_TLS = -42,
    GESSO_ERROR_TIMEOUT = -43,
    GESSO_ERROR_DISCONNECTED = -44,

    /* the service: it answered */
    GESSO_ERROR_AUTH = -60,         /* 401, 403: key, role, network rule */
    GESSO_ERROR_NOT_FOUND = -61,    /* 404: deployment, model, api-version, path */
    GESSO_ERROR_BAD_REQUEST = -62,  /* a parameter was refused, by us before sending or by it */
    GESSO_ERROR_REFUSED = -63,      /* the content filter refused prompt or picture */
    GESSO_ERROR_RATE_LIMITED = -64, /* 429 after the allowed waits */
    GESSO_ERROR_BILLING = -65,      /* quota or spend limit: waiting does not help */
    GESSO_ERROR_SERVICE = -66,      /* 5xx or an error object in the reply */
    GESSO_ERROR_REDIRECT = -67,     /* 3xx: never followed, a key might leak */
    GESSO_ERROR_PROTOCOL = -68,     /* not the protocol: a web page, broken framing, bad JSON */
    GESSO_ERROR_INCOMPLETE = -69,   /* the reply ended before the image did */
    GESSO_ERROR_NO_IMAGE = -70,     /* a whole reply without an image */
    GESSO_ERROR_DECODE = -71,       /* an image that cannot be read; its bytes are saved */

    GESSO_ERROR_CANCELLED = -80 /* the host asked for it */
};

/* "<what it means>. <whose fault and what to do>." Static text, never null. */
GESSO_API const char *gesso_result_text(gesso_result result);
/* Why the last failed call of the calling thread failed, naming the field; "" when none did.
   gesso_image_view and gesso_image_retain leave it alone: a stale image is ordinary there.
   lifetime: until the next failed call of this thread. */
GESSO_API const char *gesso_last_error(void);
/* Version of the library that is running, coded as GESSO_VERSION, and as "0.1.0". */
GESSO_API uint32_t gesso_version(void);
GESSO_API const char *gesso_version_string(void);
/* For hosts that declare the structs in a script: bytes of a struct of this header in the library
   that is running, by its name ("gesso_event"); 0: no such struct. A struct that begins with
   struct_size may be declared up to the last field that is used; a longer one than the library's
   is of a newer version. */
GESSO_API uint32_t gesso_struct_size(const char *name);

/* ---- Vocabulary ------------------------------------------------------------------------------ */

typedef struct gesso_client gesso_client;
typedef struct gesso_service_id { uint64_t value; } gesso_service_id;
typedef struct gesso_request_id { uint64_t value; } gesso_request_id;
typedef struct gesso_image_id { uint64_t value; } gesso_image_id;

typedef struct gesso_opt_i32 { int32_t set, value; } gesso_opt_i32; /* value counts if set != 0 */
typedef struct gesso_opt_i64 { int64_t set, value; } gesso_opt_i64;

static inline gesso_opt_i32 gesso_i32(int32_t value)
{
    gesso_opt_i32 number = GESSO_ZERO;
    number.set = 1;
    number.value = value;
    return number;
}

/* Which dialect of the image API a service speaks. */
enum {
    GESSO_FORM_OPENAI = 0,            /* POST {endpoint}/images/generations, Bearer */
    GESSO_FORM_AZURE_DEPLOYMENTS = 1, /* .../openai/deployments/{deployment}/...?api-version= */
    GESSO_FORM_AZURE_V1 = 2,          /* .../openai/v1/..., the deployment is the model */
    GESSO_FORM_COMPATIBLE = 3,        /* a server that imitates OpenAI's API */
    GESSO_FORM_AZURE_ASYNC = 4        /* DALL-E 2: .../openai/images/generations:submit, polled */
};

enum { GESSO_CREDENTIAL_NONE = 0, GESSO_CREDENTIAL_KEY = 1, GESSO_CREDENTIAL_BEARER = 2 };

/* Where a request is. It can go back to CONNECTING when it is sent again. */
enum {
    GESSO_PHASE_QUEUED = 0,
    GESSO_PHASE_CONNECTING = 1,
    GESSO_PHASE_SENDING = 2,
    GESSO_PHASE_GENERATING = 3, /* sent; the service is at work and often silent for minutes */
    GESSO_PHASE_RECEIVING = 4,
    GESSO_PHASE_ENDED = 5
};

/* Why a request that could run does not. */
enum {
    GESSO_WAIT_NONE = 0,
    GESSO_WAIT_RATE_LIMIT = 1, /* the service said when; see remaining_ms */
    GESSO_WAIT_RETRY = 2,      /* back-off before another attempt */
    GESSO_WAIT_MEMORY = 3,     /* limits.image_bytes: release images */
    GESSO_WAIT_PACING = 4,     /* images per minute of the service, see remaining_ms */
    GESSO_WAIT_BUDGET = 5,     /* reserved: spending cap */
    GESSO_WAIT_CONNECTION = 6  /* the endpoint cannot be reached; tried again at remaining_ms */
};

/* Was it paid for? The line is the first byte of the request body that left this process. */
enum { GESSO_BILLED_NO = 0, GESSO_BILLED_MAYBE = 1, GESSO_BILLED_YES = 2 };

enum {
    GESSO_FORMAT_UNKNOWN = 0,
    GESSO_FORMAT_PNG = 1,
    GESSO_FORMAT_JPEG = 2,
    GESSO_FORMAT_WEBP = 3
};
enum { GESSO_ORDER_RGBA = 0, GESSO_ORDER_BGRA = 1 };     /* bytes in memory, 8 bits each */
enum { GESSO_ROWS_TOP_FIRST = 0, GESSO_ROWS_BOTTOM_FIRST = 1 };
enum { GESSO_PASS_PREVIEW = 0, GESSO_PASS_FINAL = 1 };
enum { GESSO_LOG_ERROR = 0, GESSO_LOG_WARNING = 1, GESSO_LOG_INFO = 2, GESSO_LOG_DEBUG = 3 };

/* ---- Hooks ----------------------------------------------------------------------------------- */
/* Called from Gesso's threads; they must return soon and must not call gesso_* except where said.
   All are optional, and hosts that cannot take calls from foreign threads (LuaJIT, Python, Unity)
   have a polled twin: gesso_poll for the waker, gesso_poll_log for the logger. */

/* Called when there is something to poll after a poll that found nothing; the editor that sleeps
   when idle posts itself a message (glfwPostEmptyEvent). May be called once too often. */
typedef struct gesso_waker { void (*wake)(void *user); void *user; } gesso_waker;

/* One line without a newline. Never a secret, a prompt or image bytes. Records also enter the
   ring that gesso_poll_log reads. */
typedef struct gesso_logger {
    void (*log)(void *user, int32_t level, const char *text);
    void *user;
} gesso_logger;

/* Around the life of each of Gesso's threads, on that thread: name a profiler's track, set its
   priority. `name` is static text such as "gesso worker". */
typedef struct gesso_thread_hooks {
    void (*started)(void *user, const char *name);
    void (*stopping)(void *user);
    void *user;
} gesso_thread_hooks;

/* Receives the original encoded bytes of each final image while they arrive, instead of (or beside)
   a directory: the host's own virtual file system or asset database. On one worker thread per
   output; outputs of one request may run at once. write answers 0 to go on; anything else counts
   as a failed save (the image is kept in memory, GESSO_ERROR_SAVE is reported). end's `whole` is 1
   when every byte has been written: the host makes them durable before it returns, because
   GESSO_EVENT_IMAGE follows. */
typedef struct gesso_encoded_sink {
    int32_t (*write)(void *user, uint64_t request, uint32_t output, const void *data, size_t size);
    int32_t (*end)(void *user, uint64_t request, uint32_t output, int32_t whole);
    void *user;
} gesso_encoded_sink;

/* ---- Client ---------------------------------------------------------------------------------- */

/* Zero means the default in brackets. Enforced before memory is taken. */
typedef struct gesso_limits {
    uint32_t struct_size;
    uint32_t max_requests;    /* outputs of requests not yet released, 1-4,096 [1,024] */
    uint32_t max_in_flight;   /* exchanges at once, a thread each, 1-128 [4] */
    uint32_t max_detached;    /* requests finishing unwatched beside them, 0-64 [8] */
    uint32_t header_bytes;    /* HTTP header block [256 KiB] */
    uint32_t image_side;      /* pixels, at most 16,384 [16,384] */
    uint64_t image_pixels;    /* width x height of one image [64,000,000] */
    uint64_t image_bytes;     /* all live pixels of the client [512 MiB] */
    uint64_t event_bytes;     /* one server-sent event [128 MiB] */
    uint64_t response_bytes;  /* one reply [512 MiB] */
    uint64_t rescue_bytes;    /* encoded finals that could not be saved [64 MiB] */
    uint32_t json_depth;      /* [64] */
    uint32_t prompt_bytes;    /* [1 MiB] */
} gesso_limits;

typedef struct gesso_client_desc {
    uint32_t struct_size;
    int32_t log_level;          /* records up to this level are made [GESSO_LOG_ERROR] */
    const gesso_limits *limits; /* null: all defaults */
    const char *save_to;        /* directory for every request that names none; null: none */
    const char *user_agent;     /* put before ours in User-Agent, e.g. "MyEngine/5.1"; null: none */
    gesso_waker waker;
    gesso_logger logger;
    gesso_thread_hooks threads;
} gesso_client_desc;

/* Makes a client and starts its threads (limits.max_in_flight workers and one conductor). Takes
   about a millisecond; no network, no disk. Pass GESSO_VERSION, so that a header and a library
   that do not belong together are told apart here and not three calls later.

   Errors: GESSO_ERROR_INVALID_ARGUMENT (desc, or the versions differ), GESSO_ERROR_RESOURCE. */
GESSO_API gesso_result gesso_client_create(
    uint32_t header_version, const gesso_client_desc *desc, gesso_client **out_client);

enum { GESSO_CLOSE_DRAIN = 0, GESSO_CLOSE_ABORT = 1 };

/* Takes no new requests from now on. DRAIN lets the accepted ones finish, ABORT cancels them. Never
   waits; when all is quiet gesso_poll reports GESSO_EVENT_CLOSED. */
GESSO_API gesso_result gesso_client_close(gesso_client *client, int32_t mode);

/* What destroy could not bring to an end in time. Abandoned threads touch no hook and no memory of
   the host any more and end by themselves; only then may the library be unloaded. */
typedef struct gesso_leftovers {
    uint32_t struct_size;
    uint32_t threads;  /* still inside a system call, such as a hanging name lookup */
    uint32_t requests; /* ended without their terminal event having been polled */
    uint32_t images;   /* references that the host never gave back; their memory is freed */
} gesso_leftovers;

/* Ends the client and frees everything, images included. At once after GESSO_EVENT_CLOSED;
   otherwise it aborts and waits, at most 2 s. Never call it from a hook. `out_left` may be null.
   Null client: no-op. threads: no other call on this client may be running. */
GESSO_API gesso_result gesso_client_destroy(gesso_client *client, gesso_leftovers *out_left);

/* ---- Services -------------------------------------------------------------------------------- */

enum {
    GESSO_SERVICE_ALLOW_HTTP = 1 << 0,           /* plain http beyond loopback; a key
                                                    then only to a private network */
    GESSO_SERVICE_NO_STREAM = 1 << 1,            /* compatible: never ask for a stream */
    GESSO_SERVICE_NO_MODEL = 1 << 2,             /* compatible: send no model field */
    GESSO_SERVICE_SEND_RESPONSE_FORMAT = 1 << 3, /* compatible: send response_format=b64_json
                                                    to every family; unknown ones get it anyway */
    GESSO_SERVICE_ONE_IMAGE_PER_POST = 1 << 4,   /* compatible: n > 1 becomes n POSTs */
    GESSO_SERVICE_IMAGE_FIELD_PLAIN = 1 << 5,    /* compatible: a form calls every picture of an
                                                    edit "image"; without either flag "image" for
                                                    one, "image[]" for several */
    GESSO_SERVICE_IMAGE_FIELD_LIST = 1 << 6      /* compatible: ... "image[]" */
};

typedef struct gesso_service_desc {
    uint32_t struct_size;
    int32_t form;             /* GESSO_FORM_* */
    const char *endpoint;     /* base URL or a pasted target URI; null: https://api.openai.com/v1
                                 for GESSO_FORM_OPENAI, required for the others */
    const char *deployment;   /* Azure: the deployment's name, not the model's */
    const char *api_version;  /* Azure deployments form; null: the one that suits the family */
    const char *model;        /* OpenAI, compatible; null: the newest open family */
    const char *family;       /* whose rules apply, e.g. "gpt-image-2"; null: guessed by name,
                                 unknown names pass through unchecked */
    const char *organization; /* OpenAI-Organization, OpenAI-Project */
    const char *project;
    int32_t credential;   /* GESSO_CREDENTIAL_* */
    uint32_t flags;       /* GESSO_SERVICE_* */
    const char *secret;   /* key or token; kept in wiped memory, sent to this origin only */
    const char *ca_file;  /* PEM; null: the system's trust store. Verification has no off switch */
    const char *const *extra_headers; /* "Name: value" lines, null-terminated; null: none */
    uint32_t images_per_minute;       /* pacing shared by its requests; 0: as the service says */
} gesso_service_desc;

/* The requests of one service wait together, and each is told so by GESSO_EVENT_WAITING:

     RATE_LIMIT  After a 429 all of them wait for the same moment, at most 120 s away. The first 429
                 in a row costs nobody a retry, a further one costs a retry of the request that
                 tried. Then one goes first and the others follow its answer.
     PACING      No minute sees more than images_per_minute images, or what x-ratelimit-* headers
                 allow. What was sent counts, whether it worked or not.
     CONNECTION  Nothing can be sent (name, TCP): the foremost tries, with growing pauses of 0.5 to
                 8 s, until its max_retries are used up and it fails; then the next one. The others
                 wait unharmed, each at most for its total_ms, and go on when somebody gets through.

   gesso_cancel, gesso_service_destroy and gesso_service_update (after which the new description is
   tried at once) work at any moment of it. A request whose max_retries is 0 is never sent again. */

/* Describes whom to ask. Purely local: nothing is sent. */
GESSO_API gesso_result gesso_service_create(
    gesso_client *client, const gesso_service_desc *desc, gesso_service_id *out_service);
/* Replaces the description, e.g. a rotated key. Affects requests not yet sent. */
GESSO_API gesso_result gesso_service_update(
    gesso_client *client, gesso_service_id service, const gesso_service_desc *desc);
/* Forgets the service and wipes its secret. Requests not yet sent fail with GESSO_ERROR_STALE. */
GESSO_API gesso_result gesso_service_destroy(gesso_client *client, gesso_service_id service);

/* ---- Pictures lent --------------------------------------------------------------------------- */

enum {
    GESSO_PICTURE_ENCODED = 0, /* the bytes of a PNG, JPEG or WebP file, whatever its name */
    GESSO_PICTURE_PIXELS = 1,  /* 8 bits a channel, straight alpha, sRGB */
    GESSO_PICTURE_IMAGE = 2    /* an image of this client, by id; it must be complete */
};

/* A picture that the host lends to a request or a job. With `release` the memory stays the host's
   and is read until release is called, once, on a thread of Gesso's or, when the call that took it
   fails, on the caller's before it returns. Without it the bytes are copied, at most 256 KiB; a
   larger picture then stays lent until GESSO_EVENT_INPUTS_RELEASED is polled (the polled twin).
   Destroying the client gives back what is still lent.
   Camera metadata is never sent on: orientation is applied, location and the rest are left out. */
typedef struct gesso_picture {
    uint32_t struct_size; /* also the distance between the elements of an array */
    int32_t kind;         /* GESSO_PICTURE_* */
    const void *data;     /* ENCODED: the file; PIXELS: the row that comes first in memory */
    uint64_t size;        /* bytes at data */
    uint32_t width, height; /* PIXELS */
    uint64_t stride;        /* PIXELS: bytes from row to row [width * channels] */
    int32_t channels;       /* PIXELS: 4, or 1 for a mask's coverage [4] */
    int32_t pixel_order;    /* PIXELS: GESSO_ORDER_* */
    int32_t row_order;      /* PIXELS: GESSO_ROWS_* */
    gesso_image_id image;   /* IMAGE; kept alive by a reference of the request's own */
    void (*release)(void *user, const void *data);
    void *user;
} gesso_picture;

/* ---- Requests -------------------------------------------------------------------------------- */

enum { GESSO_OPERATION_GENERATE = 0, GESSO_OPERATION_EDIT = 1 };
enum { GESSO_QUEUE_BACK = 0, GESSO_QUEUE_FRONT = 1 };
/* AUTO streams when previews are asked for, and takes whatever the server answers. */
enum { GESSO_STREAM_AUTO = 0, GESSO_STREAM_ALWAYS = 1, GESSO_STREAM_NEVER = 2 };

enum {
    GESSO_REQUEST_SAVE_PREVIEWS = 1 << 0,      /* save_to also receives previews */
    GESSO_REQUEST_RETRY_MAYBE_BILLED = 1 << 1, /* also retry 5xx after sending: may pay twice */
    GESSO_REQUEST_NO_SAVE = 1 << 2,            /* ignore the client's save_to */
    GESSO_REQUEST_RAW_ANSWER = 1 << 3,  /* edits: rows as the service sent them, nothing pasted */
    GESSO_REQUEST_WRAP = 1 << 4,        /* edits: the base tiles; crop and feather go round it */
    GESSO_REQUEST_RESULT_URL = 1 << 5,  /* DALL-E: ask for a URL; it is downloaded all the same */
    GESSO_REQUEST_EDIT_AS_JSON = 1 << 6 /* OpenAI: a JSON body with data URLs, not multipart */
};

/* What a mask's pixels mean. With GESSO_MASK_AUTO a picture with an alpha channel that is not
   opaque throughout is read as ALPHA_CLEAR_IS_EDIT, every other one as WHITE_IS_EDIT. */
enum {
    GESSO_MASK_AUTO = 0,
    GESSO_MASK_ALPHA_CLEAR_IS_EDIT = 1, /* the API's own meaning: alpha 0 = change this */
    GESSO_MASK_WHITE_IS_EDIT = 2,       /* a painted selection: luminance, white = change this */
    GESSO_MASK_BLACK_IS_EDIT = 3
};

/* How much of the base travels. */
enum {
    GESSO_CROP_NONE = 0,   /* all of it, scaled to the nearest legal size where it has none */
    GESSO_CROP_CONTEXT = 1 /* the smallest legal rectangle round the mask and crop_margin */
};

#define GESSO_NO_LIMIT UINT32_MAX /* for the clocks below */

typedef struct gesso_request_desc {
    uint32_t struct_size;
    int32_t operation;        /* GESSO_OPERATION_GENERATE */
    gesso_service_id service; /* required */
    const char *prompt;       /* required, not empty */
    const char *size;         /* "1024x1024"; null: the service's default */
    const char *quality;      /* "low", "medium", ...; null: a named default, never the dearest */
    const char *format;       /* "png", "jpeg", "webp"; null: the service's default */
    const char *background;   /* "transparent", "opaque", "auto" */
    const char *style;        /* DALL-E 3: "vivid", "natural" */
    const char *moderation;   /* "auto", "low" */
    const char *end_user;     /* the `user` field: an opaque tag of the host's end user */
    gesso_opt_i32 compression;    /* 0-100, quality of jpeg and webp */
    gesso_opt_i32 partial_images; /* previews an image, 0-3 [0]; each may cost extra tokens */
    uint32_t count;               /* images, 1-10 [1] */
    int32_t stream;               /* GESSO_STREAM_* */
    int32_t queue_place;          /* GESSO_QUEUE_* */
    uint32_t flags;               /* GESSO_REQUEST_* */
    int32_t pixel_order;          /* GESSO_ORDER_* */
    int32_t row_order;            /* GESSO_ROWS_* */
    uint32_t row_alignment;       /* stride is a multiple of this power of two, 4-4,096 [4] */
    gesso_opt_i32 max_retries;    /* automatic ones, all unbilled, 0-100 [2]; see above */
    uint32_t connect_ms;          /* name, TCP and TLS [10,000] */
    uint32_t first_byte_ms;       /* from sent to the first header byte [300,000] */
    uint32_t idle_ms;             /* between bytes, once they flow [180,000] */
    uint32_t total_ms;            /* one attempt [600,000] */
    const char *save_to;          /* directory, created when needed; null: the client's */
    const char *save_name;        /* file name or stem the host chose, an existing file is replaced;
                                     null: a unique name from us. count > 1 adds -1, -2, ... */
    gesso_encoded_sink encoded_sink;
    const char *extra_json; /* a JSON object merged into the body: parameters we do not know yet */
    const char *const *extra_headers; /* as in gesso_service_desc */
    uint64_t user_data;               /* handed back in every event of this request */

    /* GESSO_OPERATION_EDIT; all null or zero for a generation. */
    const gesso_picture *images;  /* 1-16; the first is the base, the others are references */
    uint32_t image_count;
    int32_t mask_meaning;         /* GESSO_MASK_* */
    const gesso_picture *mask;    /* size of the base; null: all of it may change */
    uint32_t feather;             /* pixels over which the edit fades in inside the mask, 0-256 */
    int32_t crop;                 /* GESSO_CROP_*; without a mask NONE */
    uint32_t crop_margin;         /* pixels of context round the mask [a quarter of its size] */
    const char *input_fidelity;   /* "high", "low"; null: the family's */
} gesso_request_desc;

/* Queues a request. Never waits: what can fail later, fails as an event.

   Errors, with nothing queued and no event to come: GESSO_ERROR_INVALID_ARGUMENT (the text names
   the field), GESSO_ERROR_QUEUE_FULL, GESSO_ERROR_CLOSED, GESSO_ERROR_STALE (this client never made
   such a service), GESSO_ERROR_UNSUPPORTED, GESSO_ERROR_OUT_OF_MEMORY. A service that has been
   destroyed ends the request with FAILED and GESSO_ERROR_STALE. */
GESSO_API gesso_result gesso_submit(
    gesso_client *client, const gesso_request_desc *desc, gesso_request_id *out_request);

enum {
    GESSO_CANCEL_ABORT = 0, /* close the line; GESSO_EVENT_FAILED with GESSO_ERROR_CANCELLED */
    GESSO_CANCEL_DETACH = 1 /* stop watching: no more rows and previews, but let the image, which
                               is being paid for, finish into its save target on an extra thread */
};
#define GESSO_ALL_OUTPUTS (-1)

/* Cancels a request, or one output of it (ABORT only). Returns at once; the line is closed within
   250 ms. A request that has ended already stays as it ended. DETACH without a save target or an
   encoded sink is refused (GESSO_ERROR_INVALID_ARGUMENT): the image would be lost. */
GESSO_API gesso_result gesso_cancel(
    gesso_client *client, gesso_request_id request, int32_t output, int32_t mode);

/* Gives the request's record back; its id is stale as soon as its terminal event has been polled.
   Does not cancel. Images live on: they have their own references. */
GESSO_API gesso_result gesso_request_release(gesso_client *client, gesso_request_id request);

/* ---- Events ---------------------------------------------------------------------------------- */
/* Per request:

     QUEUED? (PHASE | WAITING | ROWS | PREVIEW | IMAGE | DROPPED | IMAGE_FAILED |
         INPUTS_RELEASED)* (FINISHED | FAILED)

   Exactly one terminal event, nothing after it. ROWS of one image come in order and without gap
   and cover it before its PREVIEW or IMAGE. News merges while nobody polls: a newer pass withdraws
   what was not yet reported of an older one, so the queue cannot overflow.

   References: every image brings the host exactly one reference, with the first event that names
   it. Give it back once with gesso_image_release, when the pixels are no longer needed: after the
   upload, after a newer pass has replaced it, or after DROPPED. */
enum {
    GESSO_EVENT_QUEUED = 1,
    GESSO_EVENT_PHASE = 2,
    GESSO_EVENT_WAITING = 3,
    GESSO_EVENT_ROWS = 4,         /* rows [y0, y1) of the image are final */
    GESSO_EVENT_PREVIEW = 5,      /* a preview is complete */
    GESSO_EVENT_IMAGE = 6,        /* the final image is complete and, with a save target, saved */
    GESSO_EVENT_DROPPED = 7,      /* the pass failed; show `restore` (0: what was there before) */
    GESSO_EVENT_IMAGE_FAILED = 8, /* count > 1: this output will not arrive, others may */
    GESSO_EVENT_INPUTS_RELEASED = 9, /* pictures lent without `release` are the host's again */
    GESSO_EVENT_FINISHED = 10,    /* terminal: at least one image arrived */
    GESSO_EVENT_FAILED = 11,      /* terminal: none did */
    GESSO_EVENT_CLOSED = 12,      /* the client is quiet; no request */
    GESSO_EVENT_JOB = 22          /* terminal of a gesso_job_*; as.job */
    /* The rest of 20-29 (tokens, lent targets, library) is reserved. */
};

/* 128 bytes on every platform. */
typedef struct gesso_event {
    int32_t type;   /* GESSO_EVENT_*; decides which member of `as` counts */
    int32_t output; /* 0-based image of the request, or -1 */
    gesso_request_id request;
    uint64_t user_data;
    union {
        struct { int32_t phase, attempt; } phase; /* attempt: 1, 2, ... */
        struct { int32_t reason; uint32_t remaining_ms; } waiting;
        struct { /* ROWS, PREVIEW, IMAGE, DROPPED */
            gesso_image_id image;
            gesso_image_id restore;  /* DROPPED only */
            uint32_t width, height;  /* pixels */
            uint32_t y0, y1;         /* ROWS: image rows counted from the top */
            int32_t pass;            /* GESSO_PASS_* of a complete image */
            int32_t preview_index;   /* PREVIEW: 0-based, as the service numbers them */
        } image;
        struct { gesso_result result; int32_t billed; } failed_image; /* IMAGE_FAILED */
        struct { /* FINISHED, FAILED */
            gesso_result result; /* GESSO_OK, or the worst outcome of an output */
            int32_t billed;      /* GESSO_BILLED_* */
            uint32_t ok_count, failed_count;
            int32_t http_status; /* last one received, 0: none */
        } end;
        struct { uint64_t job; gesso_result result; uint32_t images; } job; /* JOB */
        uint8_t bytes[104];
    } as;
} gesso_event;

/* Takes the next event. GESSO_OK: *out_event was written; GESSO_EMPTY: nothing new. Lock-free, no
   allocation, no system call; it makes progress while every worker is suspended.
   threads: one at a time; nobody polls a client that he did not create. */
GESSO_API gesso_result gesso_poll(gesso_client *client, gesso_event *out_event);

/* ---- Images ---------------------------------------------------------------------------------- */

/* Straight alpha, sRGB, 8 bits a channel. */
typedef struct gesso_view {
    uint32_t struct_size;
    int32_t pass;          /* GESSO_PASS_*; meaningful once complete */
    const uint8_t *pixels; /* the row that comes first in memory */
    uint64_t stride;       /* bytes from one row in memory to the next */
    uint32_t width, height;
    uint32_t rows_final;   /* image rows counted from the top that no longer change */
    int32_t pixel_order;   /* GESSO_ORDER_* */
    int32_t row_order;     /* BOTTOM_FIRST: image row y lies at pixels + (height-1-y) * stride */
    int32_t is_complete;
} gesso_view;

/* Looks at an image, also while it is still being decoded: rows below rows_final must not be read.
   lifetime: the pixels stay while the host's reference does. Lock-free, no allocation. */
GESSO_API gesso_result gesso_image_view(
    gesso_client *client, gesso_image_id image, gesso_view *out_view);
/* One more reference, for a second owner inside the host. */
GESSO_API gesso_result gesso_image_retain(gesso_client *client, gesso_image_id image);
/* Gives a reference back; the memory is freed by a worker. A stale id is a quiet no-op. */
GESSO_API gesso_result gesso_image_release(gesso_client *client, gesso_image_id image);

/* ---- Long facts ------------------------------------------------------------------------------ */
/* lifetime of all strings below: until gesso_request_release. Never null; "" when unknown. */

typedef struct gesso_request_info {
    uint32_t struct_size;
    int32_t phase;            /* GESSO_PHASE_* */
    gesso_result result;      /* as in the terminal event, GESSO_ERROR_NOT_READY before it */
    int32_t billed;           /* GESSO_BILLED_* */
    int32_t http_status;      /* last one received, 0: none */
    uint32_t attempts;        /* POSTs begun, all outputs together */
    uint32_t count;           /* outputs asked for */
    uint32_t ok_count, failed_count;
    uint32_t elapsed_ms;      /* submit to terminal event, or to now */
    const char *message;      /* for a person: what happened, whose fault, what to do */
    const char *service_code; /* error.code, error.param of the reply */
    const char *service_param;
    const char *service_request_id; /* x-request-id or apim-request-id: quote it to support */
    gesso_opt_i64 input_tokens, output_tokens, total_tokens; /* sums; unset = unknown, not free */
} gesso_request_info;

GESSO_API gesso_result gesso_request_get_info(
    gesso_client *client, gesso_request_id request, gesso_request_info *out_info);

/* ---- Why it failed --------------------------------------------------------------------------- */

enum {
    GESSO_FILTER_STAGE_UNKNOWN = 0,
    GESSO_FILTER_STAGE_INPUT = 1, /* the prompt or a picture that was sent */
    GESSO_FILTER_STAGE_OUTPUT = 2 /* what the model made of them: paid for */
};

/* One line of a content filter's report, in the service's words. */
typedef struct gesso_filter_category {
    const char *name;     /* "violence", "jailbreak", ... */
    const char *severity; /* "safe", "low", "medium", "high"; "" when the service names none */
    int32_t is_filtered;  /* this is what it was refused for */
} gesso_filter_category;

/* Everything known about one failure. Never a secret. */
typedef struct gesso_error {
    uint32_t struct_size;
    gesso_result result;        /* the class of it */
    int32_t http_status;        /* 0: no answer */
    int32_t billed;             /* GESSO_BILLED_* */
    uint32_t retry_after_ms;    /* the service's own word; 0: none */
    int32_t filter_stage;       /* GESSO_FILTER_STAGE_*; result is GESSO_ERROR_REFUSED */
    uint32_t category_count;
    int32_t output;             /* which one it concerns, or GESSO_ALL_OUTPUTS */
    const gesso_filter_category *categories;
    const char *message;        /* what happened, for a person */
    const char *action;         /* what to do next: "`az login`", "name the deployment, not ..." */
    const char *service_message; /* the service's words alone, cleaned */
    const char *service_code;
    const char *service_type;
    const char *service_param;
    const char *request_id;     /* x-request-id or apim-request-id: quote it to support */
} gesso_error;

/* Why the request failed (output = GESSO_ALL_OUTPUTS), or one output of it. GESSO_ERROR_NOT_READY
   before it has, or when it did not. lifetime: until gesso_request_release. */
GESSO_API gesso_result gesso_request_get_error(
    gesso_client *client, gesso_request_id request, int32_t output, gesso_error *out_error);

typedef struct gesso_output_info {
    uint32_t struct_size;
    gesso_result result;  /* GESSO_OK, an error, GESSO_ERROR_NOT_READY while it is open */
    int32_t billed;       /* GESSO_BILLED_* */
    int32_t format;       /* GESSO_FORMAT_*, from the bytes, not from what was declared */
    uint32_t width, height;     /* pixels, as decoded */
    uint32_t previews;          /* complete previews decoded */
    uint32_t saved_previews;    /* of them on disk: gesso_output_get_preview_path */
    uint64_t encoded_bytes;     /* size of the original */
    const char *message;        /* empty, or why it failed or could not be saved */
    const char *path;           /* absolute path of the saved original */
    const char *revised_prompt; /* what the service made of the prompt */
    const char *quality;        /* as the service says it used them; it may say so only behind
                                   the image: complete after the request's terminal event */
    const char *size;
    const char *background;
    const char *url;          /* where the service put it; valid for a day or less, then gone */
    int64_t url_expires_unix; /* seconds; 0: not said */
} gesso_output_info;

GESSO_API gesso_result gesso_output_get_info(
    gesso_client *client, gesso_request_id request, uint32_t output, gesso_output_info *out_info);

/* Path of the k-th saved preview (GESSO_REQUEST_SAVE_PREVIEWS), in the order of arrival; after the
   request's terminal event. */
GESSO_API gesso_result gesso_output_get_preview_path(
    gesso_client *client, gesso_request_id request, uint32_t output, uint32_t k,
    const char **out_path);

/* The original encoded bytes of a final image that is not on disk, because there is no save target
   or because saving failed: the host can still write them somewhere else. GESSO_ERROR_NOT_READY
   when there are none. Of an image whose base64 text was damaged on the way: the first
   gesso_output_info.encoded_bytes bytes are what could be decoded, then follows the text from the
   damage on, as it came. lifetime: until gesso_request_release. */
GESSO_API gesso_result gesso_output_get_bytes(
    gesso_client *client, gesso_request_id request, uint32_t output, const uint8_t **out_data,
    size_t *out_size);

/* ---- A request as code ----------------------------------------------------------------------- */

enum {
    GESSO_CODE_CURL = 0,
    GESSO_CODE_PYTHON = 1,     /* the official SDK */
    GESSO_CODE_CPP = 2,        /* gesso.hpp */
    GESSO_CODE_CSHARP = 3,     /* the official SDK */
    GESSO_CODE_POWERSHELL = 4  /* Invoke-WebRequest, no module */
};

/* Writes the program that sends what `desc` would send, for a person to read, keep and run. Nothing
   is sent; the secret is named by its environment variable, never written. Pictures of an edit
   become the files image-1.png, mask.png, ... beside it; here they are read and stay the host's,
   `release` is not called.

   Copies at most `size` bytes with the NUL; *out_needed is the whole length with it.
   Errors: as gesso_submit, before anything is queued. May take milliseconds: not in a frame. */
GESSO_API gesso_result gesso_request_code(
    gesso_client *client, const gesso_request_desc *desc, int32_t language, char *out_text,
    size_t size, size_t *out_needed);

/* ---- Jobs: pixels at work on Gesso's threads ------------------------------------------------- */

typedef struct gesso_job_id { uint64_t value; } gesso_job_id;

enum {
    GESSO_JOB_DECODE = 1, /* picture -> image 0 */
    GESSO_JOB_ENCODE = 2, /* picture -> a PNG: gesso_job_get_bytes */
    GESSO_JOB_MIPS = 3    /* picture -> images 0, 1, ...: half, quarter, ... down to 1 x 1 */
};
enum {
    GESSO_JOB_WRAP = 1 << 0 /* MIPS: the picture tiles, so its edges are neighbours */
};

/* MIPS are averaged in linear light, weighted by alpha, with colour bled under what is
   transparent, so that a decal has no dark fringe. */
typedef struct gesso_job_desc {
    uint32_t struct_size;
    int32_t kind;           /* GESSO_JOB_* */
    gesso_picture picture;
    uint32_t flags;         /* GESSO_JOB_* flags */
    int32_t pixel_order;    /* of the images made, as in gesso_request_desc */
    int32_t row_order;
    uint32_t row_alignment;
    uint64_t user_data;
} gesso_job_desc;

/* Queues a job beside the requests, on threads of its own (two at most): it never delays one. Ends
   in one GESSO_EVENT_JOB, which also says that a picture lent without `release` is the host's
   again. Live pixels count against limits.image_bytes: a job for which there is no room fails with
   GESSO_ERROR_LIMIT, it does not wait.

   Errors: as gesso_submit; GESSO_ERROR_QUEUE_FULL: limits.max_requests jobs are not released. */
GESSO_API gesso_result gesso_job_submit(
    gesso_client *client, const gesso_job_desc *desc, gesso_job_id *out_job);
/* The k-th image made, with a reference for the caller. GESSO_ERROR_NOT_READY before the job's
   event; of a job that failed its result, and gesso_last_error says why. */
GESSO_API gesso_result gesso_job_get_image(
    gesso_client *client, gesso_job_id job, uint32_t k, gesso_image_id *out_image);
/* The bytes made. Errors as above. lifetime: until gesso_job_release. */
GESSO_API gesso_result gesso_job_get_bytes(
    gesso_client *client, gesso_job_id job, const uint8_t **out_data, size_t *out_size);
/* Forgets the job and what nobody took of it; before its event it cancels it, without one - unless
   its picture is lent without `release`: then the event comes all the same, and says so. */
GESSO_API gesso_result gesso_job_release(gesso_client *client, gesso_job_id job);

/* ---- Log, stats ------------------------------------------------------------------------------ */

typedef struct gesso_log_record {
    int32_t level;    /* GESSO_LOG_* */
    uint32_t lost;    /* records dropped just before this one because nobody read the ring */
    int64_t unix_ms;
    char text[496];   /* cut on a code-point border */
} gesso_log_record;

/* Takes the oldest record of the ring (256 records). GESSO_OK or GESSO_EMPTY. */
GESSO_API gesso_result gesso_poll_log(gesso_client *client, gesso_log_record *out_record);

typedef struct gesso_stats {
    uint32_t struct_size;
    uint32_t queued, in_flight, detached; /* outputs, exchanges, exchanges */
    uint32_t requests;                    /* records not yet released */
    uint32_t images;                      /* passes alive */
    uint64_t image_bytes;                 /* their pixels */
    uint64_t rescue_bytes;
    uint64_t posts;   /* requests whose body began to leave this process */
    uint64_t retries; /* automatic ones */
} gesso_stats;

/* Numbers for a debug overlay: each is exact, together they are a moment's approximation. */
GESSO_API gesso_result gesso_get_stats(gesso_client *client, gesso_stats *out_stats);

/* ---- Place kept for later versions ----------------------------------------------------------- */
/* New fields go to the tail of a struct, new functions get their own prefix; nothing above moves.
     gesso_job_*   composite, fill, feather, resample: further kinds.
     gesso_imaging_*, gesso_capability_*, gesso_estimate_*, gesso_ledger_*, gesso_library_*,
     gesso_document_*, gesso_service_test.
     Hooks         token_provider / gesso_supply_token (20), lent pixel targets (21), exchange (the
                   host's own HTTP stack): tail fields of gesso_service_desc, gesso_request_desc. */

/* ---- Initialisers ---------------------------------------------------------------------------- */
/* Inline on purpose: the size must be the caller's, not the library's. */

#define GESSO_DEFINE_INIT(type)                                                                    \
    static inline type type##_init(void)                                                           \
    {                                                                                              \
        type value = GESSO_ZERO;                                                                   \
        value.struct_size = (uint32_t)sizeof(value);                                               \
        return value;                                                                              \
    }
GESSO_DEFINE_INIT(gesso_limits)
GESSO_DEFINE_INIT(gesso_client_desc)
GESSO_DEFINE_INIT(gesso_leftovers)
GESSO_DEFINE_INIT(gesso_service_desc)
GESSO_DEFINE_INIT(gesso_picture)
GESSO_DEFINE_INIT(gesso_request_desc)
GESSO_DEFINE_INIT(gesso_view)
GESSO_DEFINE_INIT(gesso_request_info)
GESSO_DEFINE_INIT(gesso_error)
GESSO_DEFINE_INIT(gesso_output_info)
GESSO_DEFINE_INIT(gesso_job_desc)
GESSO_DEFINE_INIT(gesso_stats)
#undef GESSO_DEFINE_INIT

#if defined(__cplusplus)
} /* extern "C" */
#endif

#endif /* GESSO_H */

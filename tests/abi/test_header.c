/* SPDX-License-Identifier: MIT
   A host in strict C99: calls every function of gesso.h and turns a prompt into pixels.

   usage: test_header SERVICE-URL */
#include "gesso/gesso.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static int failures = 0;

static void check(int claim, const char *text, int line)
{
    if (!claim) {
        ++failures;
        fprintf(stderr, "test_header.c:%d: %s (last error: %s)\n", line, text, gesso_last_error());
    }
}
#define CHECK(claim) check((claim) ? 1 : 0, #claim, __LINE__)

/* One worker calls these for one output, and IMAGE comes after it: no lock is needed. */
typedef struct received {
    size_t bytes;
    int32_t is_whole;
} received;

static int32_t
take_bytes(void *user, uint64_t request, uint32_t output, const void *data, size_t size)
{
    received *sink = (received *)user;
    (void)request;
    (void)output;
    (void)data;
    sink->bytes += size;
    return 0;
}

static int32_t take_end(void *user, uint64_t request, uint32_t output, int32_t whole)
{
    (void)request;
    (void)output;
    ((received *)user)->is_whole = whole;
    return 0;
}

/* May run on several threads at once: they touch nothing. */
static void wake(void *user)
{
    (void)user;
}

static void take_log(void *user, int32_t level, const char *text)
{
    (void)user;
    (void)level;
    (void)text;
}

static void thread_started(void *user, const char *name)
{
    (void)user;
    (void)name;
}

static void thread_stopping(void *user)
{
    (void)user;
}

static void inits_set_the_size_and_nothing_else(void)
{
    CHECK(gesso_limits_init().struct_size == sizeof(gesso_limits));
    CHECK(gesso_client_desc_init().struct_size == sizeof(gesso_client_desc));
    CHECK(gesso_leftovers_init().struct_size == sizeof(gesso_leftovers));
    CHECK(gesso_service_desc_init().struct_size == sizeof(gesso_service_desc));
    CHECK(gesso_request_desc_init().struct_size == sizeof(gesso_request_desc));
    CHECK(gesso_view_init().struct_size == sizeof(gesso_view));
    CHECK(gesso_request_info_init().struct_size == sizeof(gesso_request_info));
    CHECK(gesso_output_info_init().struct_size == sizeof(gesso_output_info));
    CHECK(gesso_stats_init().struct_size == sizeof(gesso_stats));
    CHECK(gesso_picture_init().struct_size == sizeof(gesso_picture));
    CHECK(gesso_error_init().struct_size == sizeof(gesso_error));
    CHECK(gesso_job_desc_init().struct_size == sizeof(gesso_job_desc));
    CHECK(gesso_struct_size("gesso_job_desc") == sizeof(gesso_job_desc));
    CHECK(gesso_request_desc_init().prompt == NULL);
    CHECK(gesso_request_desc_init().user_data == 0);
    CHECK(gesso_i32(7).set == 1 && gesso_i32(7).value == 7);
}

static void versions_agree(void)
{
    char text[32];
    sprintf(text, "%d.%d.%d", GESSO_VERSION_MAJOR, GESSO_VERSION_MINOR, GESSO_VERSION_PATCH);
    CHECK(gesso_version() == GESSO_VERSION);
    CHECK(strcmp(gesso_version_string(), text) == 0);
    CHECK(strlen(gesso_result_text(GESSO_ERROR_TLS)) > 0);
}

static gesso_client *make_client(void)
{
    gesso_client *client = NULL;
    gesso_limits limits = gesso_limits_init();
    gesso_client_desc desc = gesso_client_desc_init();
    limits.max_in_flight = 2;
    desc.limits = &limits;
    desc.log_level = GESSO_LOG_DEBUG;
    desc.user_agent = "TestHeader/1.0";
    desc.waker.wake = wake;
    desc.logger.log = take_log;
    desc.threads.started = thread_started;
    desc.threads.stopping = thread_stopping;
    CHECK(
        gesso_client_create(GESSO_VERSION + (1 << 12), &desc, &client) ==
        GESSO_ERROR_INVALID_ARGUMENT);
    CHECK(client == NULL);
    CHECK(gesso_client_create(GESSO_VERSION, &desc, &client) == GESSO_OK);
    return client;
}

static gesso_request_id submit(gesso_client *client, gesso_service_id service, received *sink)
{
    gesso_request_id request = GESSO_ZERO;
    gesso_request_desc desc = gesso_request_desc_init();
    desc.service = service;
    desc.prompt = "mossy cobblestone";
    desc.size = "1024x1024";
    desc.quality = "low";
    desc.partial_images = gesso_i32(1);
    desc.encoded_sink.write = take_bytes;
    desc.encoded_sink.end = take_end;
    desc.encoded_sink.user = sink;
    desc.user_data = 4711;
    CHECK(gesso_submit(client, &desc, &request) == GESSO_OK);
    return request;
}

static void look_at_image(gesso_client *client, const gesso_event *event)
{
    gesso_view view = gesso_view_init();
    const gesso_image_id image = event->as.image.image;
    CHECK(gesso_image_retain(client, image) == GESSO_OK);
    CHECK(gesso_image_release(client, image) == GESSO_OK);
    CHECK(gesso_image_view(client, image, &view) == GESSO_OK);
    CHECK(view.is_complete && view.rows_final == 1024 && view.width == 1024);
    CHECK(view.stride == 4096 && view.pixels[3] == 255);
    CHECK(gesso_image_release(client, image) == GESSO_OK);
    CHECK(gesso_image_view(client, image, &view) == GESSO_ERROR_STALE);
    CHECK(gesso_image_retain(client, image) == GESSO_ERROR_STALE);
}

/* The pass whose rows are arriving. A newer one may replace it before it is complete. */
typedef struct pass_under_way {
    gesso_image_id image;
    uint32_t rows;
} pass_under_way;

static void take_image(gesso_client *client, const gesso_event *event, pass_under_way *pass)
{
    if (pass->image.value != event->as.image.image.value) {
        gesso_image_release(client, pass->image);
        pass->image = event->as.image.image;
        pass->rows = 0;
    }
    CHECK(event->user_data == 4711 && event->output == 0);
    if (event->type == GESSO_EVENT_ROWS) {
        CHECK(event->as.image.y0 == pass->rows && event->as.image.y1 <= event->as.image.height);
        pass->rows = event->as.image.y1;
        return;
    }
    if (event->type == GESSO_EVENT_DROPPED) {
        gesso_image_release(client, pass->image);
    } else {
        CHECK(pass->rows == event->as.image.height);
        look_at_image(client, event);
    }
    pass->image.value = 0;
}

/* Polls until an event of type `last` or `other`; checks the images on the way. */
static gesso_event follow(gesso_client *client, int32_t last, int32_t other)
{
    const time_t start = time(NULL);
    pass_under_way pass = {{0}, 0};
    gesso_event event = GESSO_ZERO;
    while (time(NULL) - start < 100) {
        if (gesso_poll(client, &event) != GESSO_OK)
            continue;
        if (event.type >= GESSO_EVENT_ROWS && event.type <= GESSO_EVENT_DROPPED)
            take_image(client, &event, &pass);
        if (event.type == last || event.type == other)
            return event;
    }
    CHECK(!"the event came in time");
    return event;
}

static void read_long_facts(gesso_client *client, gesso_request_id request, const received *sink)
{
    gesso_request_info info = gesso_request_info_init();
    gesso_output_info output = gesso_output_info_init();
    gesso_error error = gesso_error_init();
    const char *path = NULL;
    const uint8_t *data = NULL;
    size_t size = 0;
    CHECK(gesso_request_get_info(client, request, &info) == GESSO_OK);
    CHECK(info.phase == GESSO_PHASE_ENDED && info.result == GESSO_OK && info.attempts == 1);
    CHECK(info.http_status == 200 && info.billed == GESSO_BILLED_YES && info.total_tokens.set);
    CHECK(strlen(info.service_request_id) > 0 && strlen(info.service_code) == 0);
    CHECK(gesso_output_get_info(client, request, 0, &output) == GESSO_OK);
    CHECK(output.result == GESSO_OK && output.format == GESSO_FORMAT_PNG && output.height == 1024);
    CHECK(output.encoded_bytes == sink->bytes && sink->is_whole == 1);
    CHECK(gesso_output_get_info(client, request, 1, &output) == GESSO_ERROR_INVALID_ARGUMENT);
    CHECK(strstr(gesso_last_error(), "output") != NULL);
    CHECK(
        gesso_request_get_error(client, request, GESSO_ALL_OUTPUTS, &error) ==
        GESSO_ERROR_NOT_READY);
    CHECK(gesso_output_get_preview_path(client, request, 0, 0, &path) == GESSO_EMPTY);
    CHECK(gesso_output_get_bytes(client, request, 0, &data, &size) == GESSO_ERROR_NOT_READY);
}

static void generate(gesso_client *client, const char *url)
{
    received sink = GESSO_ZERO;
    char endpoint[256];
    gesso_event event;
    gesso_request_id request;
    gesso_service_id service = GESSO_ZERO;
    gesso_service_desc desc = gesso_service_desc_init();
    gesso_error error = gesso_error_init();
    sprintf(endpoint, "%.200s/v1", url);
    desc.form = GESSO_FORM_OPENAI;
    desc.endpoint = "http://127.0.0.1:9/v1";
    desc.model = "gpt-image-1";
    CHECK(gesso_service_create(client, &desc, &service) == GESSO_OK);
    desc.endpoint = endpoint;
    CHECK(gesso_service_update(client, service, &desc) == GESSO_OK);

    request = submit(client, service, &sink);
    event = follow(client, GESSO_EVENT_FINISHED, GESSO_EVENT_FAILED);
    CHECK(event.type == GESSO_EVENT_FINISHED && event.as.end.ok_count == 1);
    CHECK(event.request.value == request.value && event.as.end.http_status == 200);
    read_long_facts(client, request, &sink);
    CHECK(gesso_request_release(client, request) == GESSO_OK);
    CHECK(gesso_request_release(client, request) == GESSO_ERROR_STALE);

    request = submit(client, service, &sink);
    CHECK(gesso_cancel(client, request, GESSO_ALL_OUTPUTS, GESSO_CANCEL_ABORT) == GESSO_OK);
    event = follow(client, GESSO_EVENT_FINISHED, GESSO_EVENT_FAILED);
    CHECK(event.as.end.result == GESSO_ERROR_CANCELLED);
    CHECK(gesso_request_get_error(client, request, 0, &error) == GESSO_OK);
    CHECK(error.result == GESSO_ERROR_CANCELLED && error.category_count == 0);
    CHECK(strlen(error.message) > 0 && strlen(error.action) > 0 && strlen(error.service_code) == 0);
    CHECK(gesso_request_release(client, request) == GESSO_OK);
    CHECK(gesso_service_destroy(client, service) == GESSO_OK);
}

static void work_on_pixels(gesso_client *client)
{
    static const uint8_t pixels[4 * 4 * 4] = {1, 2, 3, 255};
    const uint8_t *data = NULL;
    size_t size = 0;
    gesso_event event;
    gesso_job_id job = GESSO_ZERO;
    gesso_image_id image = GESSO_ZERO;
    gesso_view view = gesso_view_init();
    gesso_job_desc desc = gesso_job_desc_init();
    desc.kind = GESSO_JOB_ENCODE;
    desc.picture = gesso_picture_init();
    desc.picture.kind = GESSO_PICTURE_PIXELS;
    desc.picture.data = pixels;
    desc.picture.size = sizeof(pixels);
    desc.picture.width = desc.picture.height = 4;
    CHECK(gesso_job_submit(client, &desc, &job) == GESSO_OK);
    event = follow(client, GESSO_EVENT_JOB, 0);
    CHECK(event.as.job.job == job.value && event.as.job.result == GESSO_OK);
    CHECK(gesso_job_get_bytes(client, job, &data, &size) == GESSO_OK);
    CHECK(size > 8 && memcmp(data, "\x89PNG", 4) == 0);
    CHECK(gesso_job_release(client, job) == GESSO_OK);

    desc.kind = GESSO_JOB_MIPS;
    CHECK(gesso_job_submit(client, &desc, &job) == GESSO_OK);
    event = follow(client, GESSO_EVENT_JOB, 0);
    CHECK(event.as.job.images == 2);
    CHECK(gesso_job_get_image(client, job, 0, &image) == GESSO_OK);
    CHECK(gesso_image_view(client, image, &view) == GESSO_OK && view.width == 2);
    CHECK(gesso_image_release(client, image) == GESSO_OK);
    CHECK(gesso_job_release(client, job) == GESSO_OK);
    CHECK(gesso_job_get_image(client, job, 0, &image) == GESSO_ERROR_STALE);
}

static void write_as_code(gesso_client *client)
{
    char text[4096];
    size_t needed = 0;
    gesso_service_id service = GESSO_ZERO;
    gesso_service_desc desc = gesso_service_desc_init();
    gesso_request_desc request = gesso_request_desc_init();
    desc.model = "gpt-image-2";
    CHECK(gesso_service_create(client, &desc, &service) == GESSO_OK);
    request.service = service;
    request.prompt = "sand";
    CHECK(
        gesso_request_code(client, &request, GESSO_CODE_CURL, text, sizeof(text), &needed) ==
        GESSO_OK);
    CHECK(needed == strlen(text) + 1 && strstr(text, "curl 'https://api.openai.com/v1/") != NULL);
    CHECK(gesso_service_destroy(client, service) == GESSO_OK);
}

static void close_client(gesso_client *client)
{
    gesso_stats stats = gesso_stats_init();
    gesso_leftovers left = gesso_leftovers_init();
    gesso_log_record record;
    CHECK(gesso_get_stats(client, &stats) == GESSO_OK);
    CHECK(stats.posts >= 1 && stats.queued == 0);
    CHECK(gesso_client_close(client, GESSO_CLOSE_DRAIN) == GESSO_OK);
    CHECK(follow(client, GESSO_EVENT_CLOSED, 0).type == GESSO_EVENT_CLOSED);
    while (gesso_poll_log(client, &record) == GESSO_OK)
        CHECK(memchr(record.text, 0, sizeof(record.text)) != NULL);
    left.threads = left.requests = left.images = 99;
    CHECK(gesso_client_destroy(client, &left) == GESSO_OK);
    CHECK(left.threads == 0 && left.requests == 0 && left.images == 0);
    CHECK(gesso_client_destroy(NULL, NULL) == GESSO_OK);
}

int main(int argc, char **argv)
{
    gesso_client *client;
    if (argc != 2) {
        fprintf(stderr, "usage: %s SERVICE-URL\n", argv[0]);
        return 2;
    }
    inits_set_the_size_and_nothing_else();
    versions_agree();
    client = make_client();
    if (client) {
        generate(client, argv[1]);
        work_on_pixels(client);
        write_as_code(client);
        close_client(client);
    }
    printf("%d failures\n", failures);
    return failures == 0 ? 0 : 1;
}

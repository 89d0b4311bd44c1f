/* SPDX-License-Identifier: MIT
   A host that loads the library and unloads it again, 200 times, while an image is being generated:
   reload LIBGESSO URL ROUNDS. The rounds end in turn after the image, in the middle of it by
   closing, and in the middle of it by destroying at once. Descriptors, threads and memory must end
   where they were after the first rounds, and the library must really be gone each time. */
#define _GNU_SOURCE
#include "gesso/gesso.h"

#include <dirent.h>
#include <dlfcn.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { WARM_ROUNDS = 20, LIMIT_S = 60 };

#define FUNCTION(name) __typeof__(name) *name
typedef struct Library {
    void *handle;
    FUNCTION(gesso_client_create);
    FUNCTION(gesso_client_close);
    FUNCTION(gesso_client_destroy);
    FUNCTION(gesso_service_create);
    FUNCTION(gesso_submit);
    FUNCTION(gesso_poll);
    FUNCTION(gesso_image_release);
} Library;

static void fail(const char *what, const char *details)
{
    fprintf(stderr, "%s: %s\n", what, details ? details : "");
    exit(1);
}

static void *find(void *handle, const char *name)
{
    void *symbol = dlsym(handle, name);
    if (!symbol)
        fail("not found", name);
    return symbol;
}

static Library load(const char *path)
{
    Library library;
    library.handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library.handle)
        fail("dlopen", dlerror());
#define FIND(name) *(void **)&library.name = find(library.handle, #name)
    FIND(gesso_client_create);
    FIND(gesso_client_close);
    FIND(gesso_client_destroy);
    FIND(gesso_service_create);
    FIND(gesso_submit);
    FIND(gesso_poll);
    FIND(gesso_image_release);
    return library;
}

static int entries(const char *folder)
{
    DIR *directory = opendir(folder);
    int count = 0;
    while (directory && readdir(directory))
        ++count;
    if (directory)
        closedir(directory);
    return count;
}

static int is_mapped(const char *name)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[512];
    int found = 0;
    while (maps && fgets(line, sizeof(line), maps))
        found = found || strstr(line, name) != NULL;
    if (maps)
        fclose(maps);
    return found;
}

/* Heap in use, from which what the allocator merely keeps is left out. */
static size_t heap(void)
{
    return mallinfo2().uordblks + mallinfo2().hblkhd;
}

/* Polls until an event of that type, or until the request or the client has ended. */
static int wait_for(const Library *library, gesso_client *client, int32_t type)
{
    const time_t end = time(NULL) + LIMIT_S;
    const struct timespec pause = {0, 1000000};
    gesso_event event;
    while (time(NULL) < end) {
        while (library->gesso_poll(client, &event) == GESSO_OK) {
            if (event.type == GESSO_EVENT_FAILED && type == GESSO_EVENT_FINISHED)
                fail("the request failed", NULL);
            if (event.type == GESSO_EVENT_PREVIEW || event.type == GESSO_EVENT_IMAGE)
                library->gesso_image_release(client, event.as.image.image);
            if (event.type == type)
                return 1;
        }
        nanosleep(&pause, NULL);
    }
    return 0;
}

static void run(const Library *library, const char *url, int round)
{
    gesso_client_desc settings = gesso_client_desc_init();
    gesso_service_desc who = gesso_service_desc_init();
    gesso_request_desc what = gesso_request_desc_init();
    gesso_leftovers left = gesso_leftovers_init();
    gesso_client *client = NULL;
    gesso_request_id request;
    const int style = round % 3;
    who.endpoint = url;
    who.model = "gpt-image-1";
    what.prompt = "sand";
    what.size = "1024x1024";
    if (library->gesso_client_create(GESSO_VERSION, &settings, &client) != GESSO_OK ||
        library->gesso_service_create(client, &who, &what.service) != GESSO_OK ||
        library->gesso_submit(client, &what, &request) != GESSO_OK)
        fail("could not ask", NULL);
    if (!wait_for(library, client, style == 0 ? GESSO_EVENT_FINISHED : GESSO_EVENT_ROWS))
        fail("nothing came in time", NULL);
    if (style != 2) {
        library->gesso_client_close(client, GESSO_CLOSE_ABORT);
        if (!wait_for(library, client, GESSO_EVENT_CLOSED))
            fail("it did not close in time", NULL);
    }
    if (library->gesso_client_destroy(client, &left) != GESSO_OK || left.threads != 0)
        fail("threads were left", NULL);
}

int main(int count, char **words)
{
    const int rounds = count == 4 ? atoi(words[3]) : 0;
    int round, descriptors = 0, threads = 0;
    size_t bytes = 0;
    if (rounds <= WARM_ROUNDS)
        fail("usage", "reload LIBGESSO URL ROUNDS");
    for (round = 0; round < rounds; ++round) {
        Library library;
        if (round == WARM_ROUNDS) {
            descriptors = entries("/proc/self/fd");
            threads = entries("/proc/self/task");
            bytes = heap();
        }
        library = load(words[1]);
        run(&library, words[2], round);
        dlclose(library.handle);
        if (is_mapped("libgesso"))
            fail("the library is still there", NULL);
    }
    printf(
        "%d rounds: descriptors %d -> %d, threads %d -> %d, heap %zu -> %zu bytes\n", rounds,
        descriptors, entries("/proc/self/fd"), threads, entries("/proc/self/task"), bytes, heap());
    if (entries("/proc/self/fd") != descriptors || entries("/proc/self/task") != threads)
        fail("descriptors or threads were left", NULL);
    /* What OpenSSL keeps a thread for its error queue would show as kilobytes a round. */
    if (heap() > bytes + (256u << 10))
        fail("memory was left", NULL);
    return 0;
}

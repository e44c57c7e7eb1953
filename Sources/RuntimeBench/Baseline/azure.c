/*
 * Bare libcurl against the emulator.
 *
 * `azure create BASE COUNT` makes applications and prints "OBJECT-ID CLIENT-ID" for each;
 * `azure requests BASE` prints the emulator's own count of requests;
 * `azure rotate BASE TENANT CLIENT PROOFS [JOURNAL]` reads such lines and, with the connection's
 * secret from AZURE_CLIENT_SECRET, sends for each what one run sends: a sign-in, two reads,
 * addPassword on a connection of its own, and sign-ins with the new secret on fresh connections.
 * With a JOURNAL it also waits for the disk where a run must, with the least that can be written:
 * one page before addPassword, one after it and one after the proofs, each over an old one.
 * It prints nanoseconds and processor nanoseconds.
 */

#include <curl/curl.h>

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SELECTION                                                                                 \
    "$select=id,appId,displayName,passwordCredentials,signInAudience,tags,createdDateTime"
#define PRINCIPAL "$select=id,appId,displayName,accountEnabled,passwordCredentials"

enum { TEXT = 4096, BODY = 1 << 20, PAGE = 4096, PAGES = 64 };

static CURL *curl;
static char body[BODY];
static size_t body_length;

static _Noreturn void fail(const char *what) {
    fprintf(stderr, "baseline: error: %s: %.300s\n", what, body);
    exit(1);
}

static uint64_t read_ns(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static size_t receive(char *bytes, size_t size, size_t count, void *context) {
    (void)context;
    size_t length = size * count;
    if (body_length + length >= BODY) return 0;
    memcpy(body + body_length, bytes, length);
    body_length += length;
    body[body_length] = 0;
    return length;
}

/* Sends one request; a null `post` is a GET. */
static void send_request(const char *url, const char *post, const char *type, const char *token,
                         int fresh) {
    static char line[TEXT + 64];
    struct curl_slist *lines = curl_slist_append(NULL, "Expect:");
    lines = curl_slist_append(lines, "Accept: application/json");
    snprintf(line, sizeof line, "Content-Type: %s", type != NULL ? type : "");
    if (type != NULL) lines = curl_slist_append(lines, line);
    snprintf(line, sizeof line, "Authorization: Bearer %s", token != NULL ? token : "");
    if (token != NULL) {
        lines = curl_slist_append(lines, line);
        lines = curl_slist_append(
            lines, "client-request-id: 5f2d8a7e-3c41-4b0a-9c57-0d6a1be2f413");
    }
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "runtime/0.1");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, (long)fresh);
    curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, (long)fresh);
    if (post != NULL) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(post));
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, post);
    }
    body_length = 0;
    body[0] = 0;
    if (curl_easy_perform(curl) != CURLE_OK) fail(url);
    curl_slist_free_all(lines);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    if (status < 200 || status > 299) fail(url);
}

/* Copies the text of a JSON member that holds no escapes. */
static void copy_member(const char *json, const char *name, char *into) {
    char pattern[64];
    snprintf(pattern, sizeof pattern, "\"%s\"", name);
    const char *at = strstr(json, pattern);
    if (at == NULL || (at = strchr(at + strlen(pattern), '"')) == NULL) fail(name);
    size_t length = strcspn(at + 1, "\"");
    if (length >= TEXT) fail(name);
    memcpy(into, at + 1, length);
    into[length] = 0;
}

static void sign_in(const char *base, const char *tenant, const char *client, const char *secret,
                    int fresh, char *token) {
    static char url[TEXT], form[2 * TEXT];
    char *escaped = curl_easy_escape(curl, secret, 0);
    char *scope = curl_easy_escape(curl, base, 0);
    snprintf(url, sizeof url, "%s/%s/oauth2/v2.0/token", base, tenant);
    snprintf(form, sizeof form,
             "client_id=%s&scope=%s%%2F.default&grant_type=client_credentials&client_secret=%s",
             client, scope, escaped);
    send_request(url, form, "application/x-www-form-urlencoded", NULL, fresh);
    copy_member(body, "access_token", token);
    curl_free(escaped);
    curl_free(scope);
}

static void add_password(const char *base, const char *object, const char *token, int number,
                         char *secret) {
    static char url[TEXT], json[TEXT];
    char end[32];
    time_t later = time(NULL) + 64 * 86400;
    strftime(end, sizeof end, "%Y-%m-%dT%H:%M:%SZ", gmtime(&later));
    snprintf(url, sizeof url, "%s/v1.0/applications/%s/addPassword", base, object);
    snprintf(json, sizeof json,
             "{\"passwordCredential\":{\"displayName\":\"runtime ba5e11fe %026d\","
             "\"endDateTime\":\"%s\",\"keyId\":\"%.23s-%012d\"}}",
             number, end, object, number);
    send_request(url, json, "application/json", token, 1);
    copy_member(body, "secretText", secret);
}

/* Makes a file whose pages can be written over. */
static int open_journal(const char *path) {
    static const char page[PAGE];
    int journal = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (journal < 0) fail(path);
    for (int i = 0; i < PAGES; i++)
        if (write(journal, page, PAGE) != PAGE) fail(path);
    if (fsync(journal) != 0) fail(path);
    return journal;
}

/* Waits until one more page is on the disk. */
static void record(int journal) {
    static char page[PAGE];
    static unsigned count;
    if (journal < 0) return;
    memcpy(page, &count, sizeof count);
    off_t place = (off_t)PAGE * (count++ % PAGES);
    if (pwrite(journal, page, PAGE, place) != PAGE || fdatasync(journal) != 0) fail("journal");
}

static void rotate(const char *base, const char *tenant, const char *client, const char *secret,
                   const char *object, const char *app, int proofs, int number, int journal) {
    static char url[TEXT], token[TEXT], made[TEXT], unused[TEXT];
    sign_in(base, tenant, client, secret, 0, token);
    snprintf(url, sizeof url, "%s/v1.0/applications/%s?" SELECTION, base, object);
    send_request(url, NULL, NULL, token, 0);
    copy_member(body, "appId", unused);
    snprintf(url, sizeof url, "%s/v1.0/servicePrincipals(appId='%s')?" PRINCIPAL, base, app);
    send_request(url, NULL, NULL, token, 0);
    record(journal);
    add_password(base, object, token, number, made);
    record(journal);
    for (int i = 0; i < proofs; i++) sign_in(base, tenant, app, made, 1, unused);
    record(journal);
}

static void rotate_all(const char *base, const char *tenant, const char *client, int proofs,
                       const char *path) {
    static char object[1024][64], app[1024][64];
    const char *secret = getenv("AZURE_CLIENT_SECRET");
    int count = 0;
    if (secret == NULL) fail("AZURE_CLIENT_SECRET is not set");
    while (count < 1024 && scanf("%63s %63s", object[count], app[count]) == 2) count += 1;
    int journal = path != NULL ? open_journal(path) : -1;
    uint64_t wall = read_ns(CLOCK_MONOTONIC), cpu = read_ns(CLOCK_PROCESS_CPUTIME_ID);
    for (int i = 0; i < count; i++)
        rotate(base, tenant, client, secret, object[i], app[i], proofs, i, journal);
    printf("%llu %llu\n", (unsigned long long)(read_ns(CLOCK_MONOTONIC) - wall),
           (unsigned long long)(read_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu));
}

static void create(const char *base, int count) {
    char url[TEXT], json[128], object[TEXT], app[TEXT];
    snprintf(url, sizeof url, "%s/_emulator/applications", base);
    for (int i = 0; i < count; i++) {
        snprintf(json, sizeof json, "{\"displayName\":\"bench %d\"}", i);
        send_request(url, json, "application/json", NULL, 0);
        copy_member(body, "objectId", object);
        copy_member(body, "appId", app);
        printf("%s %s\n", object, app);
    }
}

static void print_requests(const char *base) {
    char url[TEXT];
    snprintf(url, sizeof url, "%s/_emulator/requests", base);
    send_request(url, NULL, NULL, NULL, 0);
    printf("%s\n", body);
}

int main(int argc, char **argv) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    curl = curl_easy_init();
    if (argc == 4 && strcmp(argv[1], "create") == 0) create(argv[2], atoi(argv[3]));
    else if (argc == 3 && strcmp(argv[1], "requests") == 0) print_requests(argv[2]);
    else if ((argc == 6 || argc == 7) && strcmp(argv[1], "rotate") == 0)
        rotate_all(argv[2], argv[3], argv[4], atoi(argv[5]), argv[6]);
    else fail("usage: azure create|requests|rotate BASE ...");
    curl_easy_cleanup(curl);
    return 0;
}

#ifndef RUNTIME_CCURL_SHIM_H
#define RUNTIME_CCURL_SHIM_H

// The options are checked by the types below instead.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

// libcurl's variadic functions, one wrapper for each type of argument.

static inline CURLcode shim_set_long(CURL *_Nonnull handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode shim_set_size(CURL *_Nonnull handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}

// libcurl copies the text.
static inline CURLcode shim_set_text(
    CURL *_Nonnull handle, CURLoption option, const char *_Nullable text) {
    return curl_easy_setopt(handle, option, text);
}

// libcurl keeps the pointer: what it points to must outlive the transfer.
static inline CURLcode shim_set_pointer(
    CURL *_Nonnull handle, CURLoption option, const void *_Nullable pointer) {
    return curl_easy_setopt(handle, option, pointer);
}

// CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION.
static inline CURLcode shim_set_sink(
    CURL *_Nonnull handle, CURLoption option, curl_write_callback _Nonnull function) {
    return curl_easy_setopt(handle, option, function);
}

static inline CURLcode shim_set_progress(
    CURL *_Nonnull handle, curl_xferinfo_callback _Nonnull function) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, function);
}

static inline CURLcode shim_set_open_socket(
    CURL *_Nonnull handle, curl_opensocket_callback _Nonnull function) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, function);
}

static inline CURLcode shim_get_long(CURL *_Nonnull handle, CURLINFO info, long *_Nonnull value) {
    return curl_easy_getinfo(handle, info, value);
}

// The whole of an address, which may be longer than the declared field.
static inline const struct sockaddr *_Nonnull shim_address(
    const struct curl_sockaddr *_Nonnull address) {
    return &address->addr;
}

#endif

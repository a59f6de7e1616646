#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

#include <curl/curl.h>
#ifdef __linux__
#include <sys/epoll.h>
#endif

/* Swift cannot call variadic functions: one function per type of the last argument. */

#pragma clang assume_nonnull begin

static inline CURLcode ccurl_easy_setopt_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_easy_setopt_off_t(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_easy_setopt_string(
    CURL *easy, CURLoption option, const char *_Nullable value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_easy_setopt_pointer(
    CURL *easy, CURLoption option, const void *_Nullable value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_easy_setopt_list(
    CURL *easy, CURLoption option, struct curl_slist *_Nullable value) {
  return curl_easy_setopt(easy, option, value);
}

typedef size_t (*ccurl_write_callback)(
    char *bytes, size_t size, size_t count, void *_Nullable context);

static inline CURLcode ccurl_easy_setopt_write(
    CURL *easy, CURLoption option, ccurl_write_callback _Nullable value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_easy_getinfo_long(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode ccurl_easy_getinfo_pointer(
    CURL *easy, CURLINFO info, void *_Nullable *_Nonnull value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode ccurl_multi_setopt_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode ccurl_multi_setopt_pointer(
    CURLM *multi, CURLMoption option, void *_Nullable value) {
  return curl_multi_setopt(multi, option, value);
}

typedef int (*ccurl_socket_callback)(
    CURL *_Nullable easy, curl_socket_t socket, int what, void *_Nullable context,
    void *_Nullable socketContext);

static inline CURLMcode ccurl_multi_setopt_socket(
    CURLM *multi, CURLMoption option, ccurl_socket_callback _Nullable value) {
  return curl_multi_setopt(multi, option, value);
}

typedef int (*ccurl_timer_callback)(
    CURLM *_Nullable multi, long milliseconds, void *_Nullable context);

static inline CURLMcode ccurl_multi_setopt_timer(
    CURLM *multi, CURLMoption option, ccurl_timer_callback _Nullable value) {
  return curl_multi_setopt(multi, option, value);
}

#ifdef __linux__
/* The packed event and its union are kept on this side. */

static inline int ccurl_epoll_ctl(int epoll, int operation, int descriptor, unsigned int events) {
  struct epoll_event event = {.events = events, .data = {.fd = descriptor}};
  return epoll_ctl(epoll, operation, descriptor, &event);
}

static inline int ccurl_epoll_descriptor(const struct epoll_event *event) {
  return event->data.fd;
}
#endif

#pragma clang assume_nonnull end

#endif

/* Lets the n-th call of one kind fail, as a loaded, full or broken host would: for LD_PRELOAD.

   FAULT=CALL:N:WHAT   CALL is a name of the table below; WHAT is the name of an errno, or "short"
                       for a transfer of one byte.
   FAULT_COUNTS=FILE   at the end, append "CALL COUNT" for each kind of call that was made.

   EAGAIN counts pipes and sockets alone, as no file gives it. Descriptor 2 is left alone by what
   is not passing: a message that could not be written cannot be looked for. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum call {
  OPEN, CREATE, READ, WRITE, PREAD, PWRITE, LSEEK, RENAME, UNLINK, FSYNC, FTRUNCATE, FLOCK, CLOSE,
  POLL, EPOLL_CREATE, EPOLL_CTL, EPOLL_WAIT, PIPE, SOCKET, CONNECT, SEND, RECV, CALLS
};

static const char *const names[CALLS] = {
  "open", "create", "read", "write", "pread", "pwrite", "lseek", "rename", "unlink", "fsync",
  "ftruncate", "flock", "close", "poll", "epoll_create", "epoll_ctl", "epoll_wait", "pipe",
  "socket", "connect", "send", "recv",
};

static const struct { const char *name; int number; } errors[] = {
  {"EINTR", EINTR}, {"EAGAIN", EAGAIN}, {"ENOSPC", ENOSPC}, {"EIO", EIO}, {"EMFILE", EMFILE},
  {"ENOMEM", ENOMEM}, {"EACCES", EACCES}, {"short", 0},
};

static long counts[CALLS];
static int wanted = -1, error;
static long number;

__attribute__((constructor)) static void begin(void) {
  const char *text = getenv("FAULT");
  char call[32], what[32];
  if (!text) return;
  int known = 0;
  if (sscanf(text, "%31[a-z_]:%ld:%31[A-Za-z]", call, &number, what) == 3) {
    for (int i = 0; i < CALLS; i++)
      if (!strcmp(call, names[i])) wanted = i, known++;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
      if (!strcmp(what, errors[i].name)) error = errors[i].number, known++;
  }
  if (known != 2) {
    dprintf(2, "fault: %s: not CALL:N:WHAT\n", text);
    _exit(126);
  }
}

__attribute__((destructor)) static void end(void) {
  const char *path = getenv("FAULT_COUNTS");
  if (!path) return;
  int file = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  for (int i = 0; i < CALLS; i++)
    if (counts[i]) dprintf(file, "%s %ld\n", names[i], counts[i]);
}

/* Counts a call; whether it is the one that fails. */
static int fails(int call, int descriptor) {
  struct stat facts;
  int passes = !error || error == EINTR || error == EAGAIN;
  if (call == wanted && descriptor == 2 && !passes) return 0;
  if (call == wanted && descriptor >= 0 && error == EAGAIN
      && (fstat(descriptor, &facts) < 0 || S_ISREG(facts.st_mode)))
    return 0;
  return ++counts[call] == number && call == wanted;
}

/* The same name of the C library. */
#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
/* Fails the call, or makes it short. */
#define FAULT(call, descriptor, count)                                                             \
  if (fails(call, descriptor)) {                                                                   \
    if (error) return errno = error, -1;                                                           \
    if (count > 1) count = 1;                                                                      \
  }
/* Fails a call that has no length. */
#define FAIL(call)                                                                                 \
  if (fails(call, -1) && error) return errno = error, -1;

#define OPENING(flags)                                                                             \
  mode_t mode = 0;                                                                                 \
  if ((flags) & (O_CREAT | __O_TMPFILE)) {                                                         \
    va_list rest;                                                                                  \
    va_start(rest, flags);                                                                         \
    mode = va_arg(rest, mode_t);                                                                   \
    va_end(rest);                                                                                  \
  }                                                                                                \
  FAIL((flags) & (O_WRONLY | O_RDWR) ? CREATE : OPEN)

int open(const char *path, int flags, ...) {
  OPENING(flags)
  return NEXT(open)(path, flags, mode);
}
int open64(const char *path, int flags, ...) {
  OPENING(flags)
  return NEXT(open64)(path, flags, mode);
}
int openat(int folder, const char *path, int flags, ...) {
  OPENING(flags)
  return NEXT(openat)(folder, path, flags, mode);
}
int openat64(int folder, const char *path, int flags, ...) {
  OPENING(flags)
  return NEXT(openat64)(folder, path, flags, mode);
}
int mkstemp(char *path) {
  FAIL(CREATE)
  return NEXT(mkstemp)(path);
}
int mkostemp(char *path, int flags) {
  FAIL(CREATE)
  return NEXT(mkostemp)(path, flags);
}
ssize_t read(int file, void *bytes, size_t count) {
  FAULT(READ, file, count)
  return NEXT(read)(file, bytes, count);
}
ssize_t write(int file, const void *bytes, size_t count) {
  FAULT(WRITE, file, count)
  return NEXT(write)(file, bytes, count);
}
ssize_t pread(int file, void *bytes, size_t count, off_t offset) {
  FAULT(PREAD, file, count)
  return NEXT(pread)(file, bytes, count, offset);
}
ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  FAULT(PWRITE, file, count)
  return NEXT(pwrite)(file, bytes, count, offset);
}
off_t lseek(int file, off_t offset, int from) {
  FAIL(LSEEK)
  return NEXT(lseek)(file, offset, from);
}
int rename(const char *from, const char *to) {
  FAIL(RENAME)
  return NEXT(rename)(from, to);
}
int unlink(const char *path) {
  FAIL(UNLINK)
  return NEXT(unlink)(path);
}
int fsync(int file) {
  FAIL(FSYNC)
  return NEXT(fsync)(file);
}
int fdatasync(int file) {
  FAIL(FSYNC)
  return NEXT(fdatasync)(file);
}
int ftruncate(int file, off_t size) {
  FAIL(FTRUNCATE)
  return NEXT(ftruncate)(file, size);
}
int flock(int file, int operation) {
  FAIL(FLOCK)
  return NEXT(flock)(file, operation);
}
/* Linux closes the descriptor whatever it says. */
int close(int file) {
  int fault = fails(CLOSE, -1);
  int result = NEXT(close)(file);
  return fault && error ? (errno = error, -1) : result;
}
int poll(struct pollfd *entries, nfds_t count, int timeout) {
  FAIL(POLL)
  return NEXT(poll)(entries, count, timeout);
}
int epoll_create1(int flags) {
  FAIL(EPOLL_CREATE)
  return NEXT(epoll_create1)(flags);
}
int epoll_ctl(int poll, int operation, int file, struct epoll_event *event) {
  FAIL(EPOLL_CTL)
  return NEXT(epoll_ctl)(poll, operation, file, event);
}
int epoll_wait(int poll, struct epoll_event *events, int count, int timeout) {
  FAIL(EPOLL_WAIT)
  return NEXT(epoll_wait)(poll, events, count, timeout);
}
int pipe(int ends[2]) {
  FAIL(PIPE)
  return NEXT(pipe)(ends);
}
int pipe2(int ends[2], int flags) {
  FAIL(PIPE)
  return NEXT(pipe2)(ends, flags);
}
int socket(int domain, int type, int protocol) {
  FAIL(SOCKET)
  return NEXT(socket)(domain, type, protocol);
}
int connect(int file, const struct sockaddr *address, socklen_t size) {
  FAIL(CONNECT)
  return NEXT(connect)(file, address, size);
}
ssize_t send(int file, const void *bytes, size_t count, int flags) {
  FAULT(SEND, -1, count)
  return NEXT(send)(file, bytes, count, flags);
}
ssize_t recv(int file, void *bytes, size_t count, int flags) {
  FAULT(RECV, -1, count)
  return NEXT(recv)(file, bytes, count, flags);
}

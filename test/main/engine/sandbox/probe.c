/* Stands in for a decoder that was taken over: native code that runs as soon as it is loaded. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
static char told[4096];

/* `ok` or the name of the error. */
static void tell(const char *what, int failed) {
  char line[128];
  snprintf(line, sizeof line, "%s=%s\n", what, failed ? strerrorname_np(failed) : "ok");
  strncat(told, line, sizeof told - strlen(told) - 1);
}

static int opened(const char *path, int flags) {
  int fd = path ? open(path, flags, 0600) : -1;
  if (fd < 0) return errno;
  int failed = (flags & O_WRONLY) && write(fd, "x", 1) != 1 ? errno : 0;
  close(fd);
  return failed;
}

static int ended(pid_t pid) {
  if (pid < 0) return errno;
  if (pid == 0) _exit(0);
  waitpid(pid, NULL, 0);
  return 0;
}

static int connected(int port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0) return errno;
  int failed = connect(fd, (struct sockaddr *)&to, sizeof to) ? errno : 0;
  close(fd);
  return failed;
}

static int spawned(void) {
  char *arguments[] = {"/bin/true", NULL};
  pid_t pid;
  int failed = posix_spawn(&pid, "/bin/true", NULL, NULL, arguments, environ);
  if (failed == 0) waitpid(pid, NULL, 0);
  return failed;
}

static void *nothing(void *argument) { return argument; }

static int threaded(void) {
  pthread_t thread;
  int failed = pthread_create(&thread, NULL, nothing, NULL);
  if (failed == 0) pthread_join(thread, NULL);
  return failed;
}

/* Another program in the place of this one: only tried where it is not there, or the test would end. */
static int replaced(const char *program) {
  char *arguments[] = {"sh", NULL};
  if (access(program, X_OK) == 0) return 0;
  execve(program, arguments, environ);
  return errno;
}

__attribute__((constructor)) static void probe(void) {
  int host = atoi(getenv("PROBE_HOST") ? getenv("PROBE_HOST") : "0");
  const char *port = getenv("PROBE_PORT");
  tell("write", opened(getenv("PROBE_WRITE"), O_WRONLY | O_CREAT));
  tell("write-program", opened(getenv("PROBE_PROGRAM"), O_WRONLY));
  tell("read-secret", opened(getenv("PROBE_SECRET"), O_RDONLY));
  tell("connect", connected(port ? atoi(port) : 9));
  tell("fork", ended(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)));
  tell("libc-fork", ended(fork()));
  tell("spawn", spawned());
  tell("exec", replaced("/bin/sh"));
  tell("signal-host", host && kill(host, 0) ? errno : 0);
  tell("trace", host && ptrace(PTRACE_SEIZE, host, 0, 0) ? errno : 0);
  tell("thread", threaded());
  setenv("PROBE_TOLD", told, 1);
}

// launch: run a command a number of times, and say what each run took.
// usage: launch RESULTS RUNS COMMAND [ARGUMENT...]
//
// Each run adds a line to RESULTS: nanoseconds from spawn to exit, microseconds of CPU, KB of peak
// memory, exit status. A small parent matters: the peak of a child counts from that of its parent.
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static long long nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int main(int count, char **words) {
  if (count < 4) return 64;
  FILE *results = fopen(words[1], "w");
  if (!results) return 73;
  for (int run = 0; run < atoi(words[2]); run++) {
    pid_t child;
    int status;
    struct rusage used;
    long long start = nanoseconds();
    if (posix_spawnp(&child, words[3], NULL, NULL, words + 3, environ) != 0) {
      perror(words[3]);
      return 71;
    }
    if (wait4(child, &status, 0, &used) != child) return 71;
    long long end = nanoseconds();
    long long cpu = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000LL +
                    used.ru_utime.tv_usec + used.ru_stime.tv_usec;
    fprintf(results, "%lld %lld %ld %d\n", end - start, cpu, used.ru_maxrss,
            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  }
  return fclose(results) == 0 ? 0 : 74;
}

// strptime: parse the timestamps of stdin, one a line, over and over, with the C library.
// usage: strptime FORMAT ROUNDS
//
// It says nanoseconds for each parse, and the sum of the seconds of one round.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int main(int count, char **words) {
  static char text[1 << 24];
  if (count != 3) return 64;
  size_t size = fread(text, 1, sizeof text - 1, stdin);
  long lines = 0;
  for (size_t at = 0; at < size; at++) {
    if (text[at] == '\n') {
      text[at] = 0;
      lines++;
    }
  }
  int rounds = atoi(words[2]);
  long long sum = 0;
  struct timespec start, end;
  clock_gettime(CLOCK_MONOTONIC, &start);
  for (int round = 0; round < rounds; round++) {
    sum = 0;
    for (const char *line = text; line < text + size; line += strlen(line) + 1) {
      struct tm time;
      memset(&time, 0, sizeof time);
      const char *rest = strptime(line, words[1], &time);
      if (rest && !*rest) sum += timegm(&time);
    }
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  double took = (end.tv_sec - start.tv_sec) * 1e9 + (end.tv_nsec - start.tv_nsec);
  printf("%.2f %lld\n", took / rounds / lines, sum);
  return 0;
}

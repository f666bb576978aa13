/*
 * The functions of the bench of kernels in MPFR: each correctly rounded, composed ones without guard bits.
 *
 *     mpfr DIGITS MILLISECONDS
 *
 * prints a line per function: its name, microseconds of CPU per value, the value. Values are repeated for so many
 * milliseconds. Within the time: arguments made of integers, the function. Not within it: decimals. The library keeps
 * pi and ln 2 from one value to the next; e is exp(1).
 */
#include <mpfr.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static void e(mpfr_t y) {
  mpfr_set_ui(y, 1, MPFR_RNDN);
  mpfr_exp(y, y, MPFR_RNDN);
}

static void root(mpfr_t y) { mpfr_sqrt_ui(y, 2, MPFR_RNDN); }

static void fraction(mpfr_t y, unsigned long n, unsigned long d) {
  mpfr_set_ui(y, n, MPFR_RNDN);
  mpfr_div_ui(y, y, d, MPFR_RNDN);
}

static void exponential(mpfr_t y) {
  fraction(y, 1, 3);
  mpfr_exp(y, y, MPFR_RNDN);
}

static void logarithm(mpfr_t y) {
  fraction(y, 7, 3);
  mpfr_log(y, y, MPFR_RNDN);
}

static void arctangent(mpfr_t y) {
  fraction(y, 1, 5);
  mpfr_atan(y, y, MPFR_RNDN);
}

static void ramanujan(mpfr_t y) {
  mpfr_t pi;
  mpfr_init2(pi, mpfr_get_prec(y));
  mpfr_const_pi(pi, MPFR_RNDN);
  mpfr_sqrt_ui(y, 163, MPFR_RNDN);
  mpfr_mul(y, y, pi, MPFR_RNDN);
  mpfr_exp(y, y, MPFR_RNDN);
  mpfr_clear(pi);
}

static void nested(mpfr_t y) {
  mpfr_set_ui(y, 1, MPFR_RNDN);
  mpfr_cos(y, y, MPFR_RNDN);
  mpfr_tan(y, y, MPFR_RNDN);
  mpfr_sin(y, y, MPFR_RNDN);
}

static const struct {
  const char *name;
  void (*compute)(mpfr_t);
} FUNCTIONS[] = {
    {"e", e},
    {"sqrt(2)", root},
    {"exp(1/3)", exponential},
    {"ln(7/3)", logarithm},
    {"atan(1/5)", arctangent},
    {"exp(pi*sqrt(163))", ramanujan},
    {"sin(tan(cos(1)))", nested},
};

int main(int argc, char **argv) {
  if (argc == 1) {
    puts(mpfr_get_version());
    return 0;
  }
  if (argc != 3) return 2;
  long digits = atol(argv[1]);
  double least = atof(argv[2]) / 1e3 * CLOCKS_PER_SEC;
  mpfr_t y;
  mpfr_init2(y, (mpfr_prec_t)(digits * 3.3219280948873626) + 2);
  for (size_t k = 0; k < sizeof FUNCTIONS / sizeof *FUNCTIONS; k++) {
    FUNCTIONS[k].compute(y);
    long runs = 1;
    double spent;
    for (;; runs *= 2) {
      clock_t start = clock();
      for (long i = 0; i < runs; i++) FUNCTIONS[k].compute(y);
      spent = (double)(clock() - start);
      if (spent >= least) break;
    }
    printf("%s %.6g ", FUNCTIONS[k].name, spent / CLOCKS_PER_SEC * 1e6 / (double)runs);
    mpfr_printf("%.*Re\n", (int)digits - 1, y);
  }
  mpfr_clear(y);
  mpfr_free_cache();
  return 0;
}

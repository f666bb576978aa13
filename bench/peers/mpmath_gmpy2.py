"""The functions of the bench of kernels in mpmath on gmpy2.

    python3 mpmath_gmpy2.py DIGITS MILLISECONDS

prints a line per function: its name, microseconds of CPU per value, the value. Values are repeated for so many
milliseconds. Within the time: arguments made of integers, the function. Not within it: decimals. mpmath keeps pi and ln 2
from one value to the next. It would keep e, so that is forgotten before each value.
"""

import sys
from time import process_time

import mpmath
from mpmath import libmp, mp, mpf, nstr

if libmp.BACKEND != "gmpy":
    sys.exit("mpmath stands on " + libmp.BACKEND)
if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)

if len(sys.argv) == 1:
    print(mpmath.__version__)
    sys.exit()

digits = int(sys.argv[1])
milliseconds = float(sys.argv[2])
mp.dps = digits


# The function that keeps its longest value lies behind the one that has the name.
(computed_e,) = [cell.cell_contents for cell in libmp.libelefun.e_fixed.__closure__]


def fresh_e():
    computed_e.memo_prec = -1
    return +mp.e


FUNCTIONS = [
    ("e", fresh_e),
    ("sqrt(2)", lambda: mp.sqrt(2)),
    ("exp(1/3)", lambda: mp.exp(mpf(1) / 3)),
    ("ln(7/3)", lambda: mp.ln(mpf(7) / 3)),
    ("atan(1/5)", lambda: mp.atan(mpf(1) / 5)),
    ("exp(pi*sqrt(163))", lambda: mp.exp(mp.pi * mp.sqrt(163))),
    ("sin(tan(cos(1)))", lambda: mp.sin(mp.tan(mp.cos(1)))),
]

for name, compute in FUNCTIONS:
    value = compute()
    runs = 1
    while True:
        start = process_time()
        for _ in range(runs):
            compute()
        spent = process_time() - start
        if spent * 1000 >= milliseconds:
            break
        runs *= 2
    print(name, "%.6g" % (spent * 1e6 / runs), nstr(value, digits, strip_zeros=False))

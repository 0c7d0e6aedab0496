"""Writes the .npy files of this folder, and npy_values.txt, with NumPy: python3 tests/io/data/make_npy.py

A line of npy_values.txt: the file, its type and shape in this library's words, and of each element in C order the
pattern of binary64 and that of binary32, as NumPy converts them. The files there are were written by NumPy 1.24.2.
"""

import pathlib

import numpy as np

HERE = pathlib.Path(__file__).parent
NAMES = {"f8": "F64", "f4": "F32", "f2": "F16", "b1": "BOOL"}
VALUES = {
    "f8": [0.0, -0.0, 1 / 3, -5e-324, 1.7976931348623157e308, np.inf, -np.inf, np.nan,
           1 + 2.0**-24, 1 + 2.0**-24 + 2.0**-52, 1 + 3 * 2.0**-24, 2.0**-150],
    "f4": [0.0, -0.0, 1 / 3, -1e-45, 3.4028235e38, np.inf, -np.inf, np.nan, 1.5, -2.0**-126, 7.0, 16777216.0],
    "f2": [0.0, -0.0, 1 / 3, -6e-8, 65504.0, np.inf, -np.inf, np.nan, 1.5, -(2.0**-14), 1023 * 2.0**-24, 2049.0],
    "i1": [-128, -127, -1, 0, 1, 127],
    "u1": [0, 1, 127, 128, 254, 255],
    "i2": [-32768, -256, -1, 0, 255, 32767],
    "u2": [0, 1, 255, 256, 32768, 65535],
    "i4": [-(2**31), -(2**24) - 1, -1, 2**24 + 1, 2**24 + 3, 2**31 - 1],
    "u4": [0, 2**24 + 1, 2**24 + 3, 2**31, 2**32 - 256, 2**32 - 1],
    "i8": [-(2**63), -(2**53) - 1, 2**53 + 1, 2**53 + 3, 2**24 + 1, 2**63 - 1],
    "u8": [0, 2**53 + 1, 2**53 + 3, 2**63 + 2**39, 2**63 + 2**39 + 1, 2**64 - 1],
    "b1": [False, True, True, False, False, True],
}

lines = []


def note(name, array):
    kind, bits = array.dtype.kind, 8 * array.dtype.itemsize
    type_name = NAMES.get(array.dtype.str[1:], f"{kind.upper()}{bits}")
    shape = "x".join(map(str, array.shape)) or "scalar"
    with np.errstate(over="ignore"):
        doubles = array.astype("<f8").reshape(-1).view("<u8")
        floats = array.astype("<f4").reshape(-1).view("<u4")
    lines.append(" ".join([name, type_name, shape] + [f"{d:016x} {f:08x}" for d, f in zip(doubles, floats)]))


def write(name, array, version=None):
    with open(HERE / name, "wb") as file:
        np.lib.format.write_array(file, array, version=version)


for code, values in VALUES.items():
    array = np.array(values, dtype="<" + code).reshape(2, -1)
    write(code + ".npy", array)
    note(code + ".npy", array)
odd = np.arange(30, dtype="<f4").reshape(2, 3, 5) - 7
for name, array, version in [
    ("version2.npy", odd, (2, 0)),
    ("version3.npy", odd, (3, 0)),
    ("scalar.npy", np.array(-2.5, dtype="<f4"), None),
    ("one.npy", np.array([7], dtype="<i2"), None),
    ("empty.npy", np.zeros((0, 3), dtype="<f8"), None),
]:
    write(name, array, version)
    note(name, array)
write("fortran.npy", np.asfortranarray(odd[0]))
write("big_endian.npy", odd.astype(">f4"))
write("structured.npy", np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")]))
write("object.npy", np.array([None], dtype=object))
write("complex.npy", np.array([1j], dtype="<c8"))
(HERE / "npy_values.txt").write_text("\n".join(lines) + "\n")

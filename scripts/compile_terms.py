"""Writes src/ximu/terms/compiled.json from the TOML files beside it; run it after an edit of the terms."""

from __future__ import annotations

from pathlib import Path

from ximu.terms import load

TARGET = Path(load.__file__).with_name(load.COMPILED)

if __name__ == "__main__":
    TARGET.write_bytes(load.compiled())
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")

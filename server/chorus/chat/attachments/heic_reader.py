"""Run alone: HEIC on standard input, the JPEG that every browser shows on standard output, without private metadata.

Exit status: 0 done, 4 cannot be read, 5 too many pixels. Bounds of memory and time are the process's own.
"""

import io
import resource
import sys

import pillow_heif

MEMORY_MAX = 2 << 30
SECONDS_MAX = 30
PIXELS_MAX = 100_000_000
QUALITY = 90


def main() -> int:
    """Convert; the image is measured before it is decoded."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_MAX, SECONDS_MAX))
    try:
        heif = pillow_heif.open_heif(io.BytesIO(sys.stdin.buffer.read()), convert_hdr_to_8bit=True)
        if heif.size[0] * heif.size[1] > PIXELS_MAX:
            return 5
        # The library turns the picture as its own properties say, so no orientation is left to state.
        image = heif.to_pillow().convert("RGB")
        profile = heif.info.get("icc_profile")
        image.info.clear()
        image.save(sys.stdout.buffer, "JPEG", quality=QUALITY, icc_profile=profile or None)
    except MemoryError:
        return 5
    except Exception:  # whatever the decoder says, the file cannot be read
        return 4
    return 0


if __name__ == "__main__":
    sys.exit(main())

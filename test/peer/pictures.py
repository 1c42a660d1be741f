"""Pictures as PIL makes and reads them.

Usage: pictures.py make <folder>   writes pictures of every kind
       pictures.py read <folder>   writes <picture>.rgb beside each, upright, on white; prints what it saw as JSON
"""

import json
import pathlib
import sys

import numpy as np
from PIL import Image, ImageOps

WIDTH, HEIGHT = 96, 64


def pixels_HWC():
    """A picture without any symmetry, so that no turn or flip goes unseen."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    planes = [255 * x / WIDTH, 255 * y / HEIGHT, 128 + 100 * np.sin(x * y / 500)]
    return np.stack(planes, axis=-1).astype(np.uint8)


def exif(orientation):
    block = Image.Exif()
    block[0x0112] = orientation
    return block


def make(folder):
    rgb = Image.fromarray(pixels_HWC())
    grey = rgb.convert("L")
    alpha = Image.fromarray(np.tile(np.linspace(0, 255, WIDTH).astype(np.uint8), (HEIGHT, 1)))
    rgba = rgb.copy()
    rgba.putalpha(alpha)
    palette = rgb.quantize(200)
    deep = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    turned = [rgb, rgb.rotate(180), ImageOps.invert(rgb)]

    def save(name, image, **options):
        image.save(folder / name, **options)

    save("baseline.jpg", rgb, quality=90, subsampling="4:4:4")
    save("subsampled.jpg", rgb, quality=90, subsampling="4:2:0")
    save("progressive.jpg", rgb, quality=90, progressive=True)
    save("restart.jpg", rgb, quality=90, restart_marker_blocks=2)
    save("restart-rows.jpg", rgb, quality=90, progressive=True, restart_marker_rows=1)
    save("grey.jpg", grey, quality=90)
    save("cmyk.jpg", rgb.convert("CMYK"), quality=90)
    save("comment.jpg", rgb, quality=90, comment=b"\xff\xd9 no end yet", dpi=(72, 72))
    save("rgb.png", rgb)
    save("grey.png", grey)
    save("grey-alpha.png", rgba.convert("LA"))
    save("rgba.png", rgba)
    save("deep.png", deep)
    save("bits-1.png", grey.convert("1"))
    save("palette.png", palette)
    save("palette-transparent.png", palette, transparency=3)
    save("animated.png", turned[0], save_all=True, append_images=turned[1:])
    save("lossy.webp", rgb, quality=90)
    save("lossless.webp", rgb, lossless=True)
    save("lossless-alpha.webp", rgba, lossless=True)
    save("animated.webp", turned[0], save_all=True, append_images=turned[1:], lossless=True)
    save("still.gif", palette)
    save("interlaced.gif", palette, interlace=1)
    save("transparent.gif", palette, transparency=3)
    save("animated.gif", turned[0], save_all=True, append_images=turned[1:])
    for orientation in range(1, 9):
        save(f"orientation-{orientation}.jpg", rgb, quality=95, subsampling="4:4:4", exif=exif(orientation))
        save(f"orientation-{orientation}.png", rgb, exif=exif(orientation))
        save(f"orientation-{orientation}.webp", rgb, lossless=True, exif=exif(orientation))


def on_white(image):
    """Upright 8-bit RGB."""
    image = ImageOps.exif_transpose(image)
    if image.mode == "I;16":
        return Image.fromarray((np.asarray(image) // 257).astype(np.uint8)).convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    image = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")


def read(folder):
    seen = {}
    for path in sorted(folder.iterdir()):
        if path.suffix == ".rgb":
            continue
        with Image.open(path) as image:
            frames = getattr(image, "n_frames", 1)
            orientation = image.getexif().get(0x0112, 1)
            upright = on_white(image)
        path.with_name(path.name + ".rgb").write_bytes(upright.tobytes())
        seen[path.name] = {
            "format": image.format,
            "width": upright.width,
            "height": upright.height,
            "frames": frames,
            "orientation": orientation,
        }
    json.dump(seen, sys.stdout)


if __name__ == "__main__":
    command, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    {"make": make, "read": read}[command](folder)

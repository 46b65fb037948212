#!/bin/bash
# Resizes raw 8-bit samples with ImageMagick 6. Reads jobs as native.ts writes them.
#
#   apt-get install imagemagick
set -e
convert=${MAGICK:-/usr/bin/convert}
"$convert" -version | sed -n '1s/Version: \([^ ]* [^ ]* [^ ]*\).*/\1/p'
kinds=(none gray two rgb rgba)
while IFS=$'\t' read -r method source width height channels target_width target_height out; do
  kind=${kinds[$channels]}
  size="${target_width}x${target_height}!"
  case $method in
    resize | sample | scale | thumbnail) options=("-$method" "$size") ;;
    adaptive) options=(-adaptive-resize "$size") ;;
    *) options=(-filter "$method" -resize "$size") ;;
  esac
  "$convert" -size "${width}x${height}" -depth 8 "$kind:$source" "${options[@]}" -depth 8 "$kind:$out"
done

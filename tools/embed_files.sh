#!/bin/sh
# Writes a C file that holds the named files, byte for byte: a table `embedded_files` sorted by path.
# The assembler reads them (.incbin), so that a megabyte costs no compile time.
set -eu
echo '#include "base/embedded.h"'
i=0
for f in "$@"; do
    printf '__asm__(".section .rodata\\n.global embedded_%d\\nembedded_%d:\\n.incbin \\"%s\\"\\n.byte 0\\n.global embedded_%d_end\\nembedded_%d_end:\\n.previous");\n' "$i" "$i" "$f" "$i" "$i"
    printf 'extern const char embedded_%d[], embedded_%d_end[];\n' "$i" "$i"
    i=$((i + 1))
done
echo 'const EmbeddedFile embedded_files[] = {'
i=0
for f in "$@"; do
    printf '    {"%s", embedded_%d, embedded_%d_end - 1},\n' "$f" "$i" "$i"
    i=$((i + 1))
done
echo '    {0, 0, 0},'
echo '};'
printf 'const size_t embedded_file_count = %d;\n' "$i"

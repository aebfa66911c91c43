#!/bin/bash
# merge.sh TARGET APP_MAIN: of all AARs in TARGET/aars makes classes (TARGET/classes), one linked resource table
# (TARGET/res.apk) and R classes; Maven cannot put an AAR on a class path. Does nothing when nothing changed.
# Needs Debian's aapt (aapt2), unzip and zip, and a JDK.
set -euo pipefail
target=$1 app=$2
cd "$target"
[ -f res.apk ] && [ -z "$(find aars "$app/AndroidManifest.xml" "$app/res" -newer res.apk -print -quit)" ] && exit 0
rm -rf aar flat gen
mkdir -p aar flat gen classes
(cd fw && rm -f ../fw.apk && zip -q0 ../fw.apk AndroidManifest.xml resources.arsc)

packages=
for file in aars/*.aar; do
  name=$(basename "$file" .aar)
  mkdir -p "aar/$name"
  unzip -qo "$file" -d "aar/$name"
  if [ -f "aar/$name/classes.jar" ]; then
    unzip -qo "aar/$name/classes.jar" -d classes 2>/dev/null || [ $? -le 1 ]   # 1: an empty jar
  fi
  if [ -d "aar/$name/res" ] && [ -n "$(ls "aar/$name/res")" ]; then
    aapt2 compile --legacy --dir "aar/$name/res" -o "flat/$name.zip"
  fi
  if [ -s "aar/$name/R.txt" ]; then
    packages+=:$(grep -oP 'package="\K[^"]+' "aar/$name/AndroidManifest.xml")
  fi
done
aapt2 compile --dir "$app/res" -o flat/zz-app.zip

tables=()
for table in flat/*.zip; do tables+=(-R "$table"); done
# aapt2 mumbles about every chunk of the framework's table that it does not know; the file itself tells success
rm -f res.apk
aapt2 link -o linked.apk -I fw.apk --manifest "$app/AndroidManifest.xml" --min-sdk-version 26 --target-sdk-version 35 \
  --auto-add-overlay --java gen --extra-packages "${packages#:}" "${tables[@]}" 2>&1 | grep -vE "Unknown chunk|^warn" || true
[ -s linked.apk ]
find gen -name R.java > r.txt
javac -nowarn -d classes @r.txt
mv linked.apk res.apk
touch res.apk

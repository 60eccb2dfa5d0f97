/* The time a photograph was taken, from its EXIF (CIPA DC-008): read here, the picture goes nowhere.
   huzhuExif.takenAt(file) -> Promise of milliseconds, or null where the picture tells none. */
"use strict";

(function () {
    const FRONT_BYTES = 256 * 1024;
    const EXIF_IFD = 0x8769, TAKEN = 0x9003, OFFSET = 0x9011, ASCII = 2, ENTRY_BYTES = 12;

    async function takenAt(file) {
        try {
            const bytes = new DataView(await file.slice(0, FRONT_BYTES).arrayBuffer());
            const tiff = tiffOf(bytes);
            return tiff === null ? null : momentOf(bytes, tiff);
        } catch {
            return null; // cut off, or no picture: it tells no time
        }
    }

    /* Where the TIFF part of a JPEG's APP1 segment begins; null: there is none. */
    function tiffOf(bytes) {
        if (bytes.getUint16(0) !== 0xffd8) {
            return null;
        }
        let at = 2;
        while (bytes.getUint8(at) === 0xff && bytes.getUint8(at + 1) !== 0xda) {
            const marker = bytes.getUint8(at + 1), length = bytes.getUint16(at + 2);
            if (marker === 0xe1 && bytes.getUint32(at + 4) === 0x45786966) { // "Exif"
                return at + 10;
            }
            at += 2 + length;
        }
        return null;
    }

    function momentOf(bytes, tiff) {
        const little = bytes.getUint16(tiff) === 0x4949;
        const first = tagsOf(bytes, tiff, bytes.getUint32(tiff + 4, little), little);
        const entry = first.get(EXIF_IFD);
        if (entry === undefined) {
            return null;
        }
        const tags = tagsOf(bytes, tiff, bytes.getUint32(entry + 8, little), little);
        const [taken, offset] = [TAKEN, OFFSET].map((tag) => textOf(bytes, tiff, tags.get(tag), little));
        const part = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)/.exec(taken);
        if (part === null) {
            return null;
        }
        const zone = /^[+-]\d\d:\d\d/.exec(offset);
        const local = part.slice(1, 4).join("-") + "T" + part.slice(4).join(":");
        const moment = new Date(local + (zone ? zone[0] : "")).getTime();
        return Number.isNaN(moment) ? null : moment;
    }

    /* Tag number to the place of its entry, of one directory. */
    function tagsOf(bytes, tiff, offset, little) {
        const found = new Map();
        const count = bytes.getUint16(tiff + offset, little);
        for (let i = 0; i < count; i += 1) {
            const entry = tiff + offset + 2 + i * ENTRY_BYTES;
            found.set(bytes.getUint16(entry, little), entry);
        }
        return found;
    }

    function textOf(bytes, tiff, entry, little) {
        if (entry === undefined || bytes.getUint16(entry + 2, little) !== ASCII) {
            return "";
        }
        const count = bytes.getUint32(entry + 4, little);
        const at = count > 4 ? tiff + bytes.getUint32(entry + 8, little) : entry + 8;
        let text = "";
        for (let i = 0; i < Math.min(count, 32); i += 1) {
            text += String.fromCharCode(bytes.getUint8(at + i));
        }
        return text;
    }

    window.huzhuExif = { takenAt };
})();

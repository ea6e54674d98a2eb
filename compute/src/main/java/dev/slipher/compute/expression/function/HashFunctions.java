package dev.slipher.compute.expression.function;

import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.storage.type.ByteSink;
import dev.slipher.storage.type.TypeText;
import dev.slipher.storage.type.VarbyteText;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.zip.CRC32C;

/** Digests and conversions of binary values. */
final class HashFunctions {
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private HashFunctions() {}

    private static void digest(Text text, String algorithm, ByteSink out) {
        try {
            var digest = MessageDigest.getInstance(algorithm);
            digest.update(text.bytes(), text.from(), text.length());
            byte[] result = digest.digest();
            VarbyteText.format(result, 0, result.length, out);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    /** Returns the hexadecimal digits of the CRC-32C, which Redshift means by this name. */
    @ScalarFunction(name = "crc32", arguments = TypeFamily.TEXT, result = TypeFamily.TEXT, length = 8)
    static void crc32(Text text, ByteSink out) {
        var crc = new CRC32C();
        crc.update(text.bytes(), text.from(), text.length());
        out.appendAscii("%08x".formatted(crc.getValue()));
    }

    @ScalarFunction(name = "md5", arguments = TypeFamily.TEXT, result = TypeFamily.TEXT, length = 32)
    static void md5(Text text, ByteSink out) {
        digest(text, "MD5", out);
    }

    @ScalarFunction(
            name = {"sha", "sha1", "func_sha1"},
            arguments = TypeFamily.TEXT,
            result = TypeFamily.TEXT,
            length = 40)
    static void sha1(Text text, ByteSink out) {
        digest(text, "SHA-1", out);
    }

    @ScalarFunction(
            name = "sha2",
            arguments = {TypeFamily.TEXT, TypeFamily.INTEGER},
            result = TypeFamily.TEXT,
            length = 128)
    static void sha2(Text text, long bits, ByteSink out) {
        if (bits != 0 && bits != 224 && bits != 256 && bits != 384 && bits != 512) {
            throw new SlipherException(
                    SqlState.INVALID_PARAMETER_VALUE, "SHA-2 has no digest of %d bits".formatted(bits));
        }
        digest(text, "SHA-" + (bits == 0 ? 256 : bits), out);
    }

    @ScalarFunction(name = "fnv_hash", arguments = TypeFamily.TEXT, result = TypeFamily.BIGINT)
    static long fnvHash(Text text) {
        return fnvHash(text, FNV_OFFSET);
    }

    @ScalarFunction(
            name = "fnv_hash",
            arguments = {TypeFamily.TEXT, TypeFamily.BIGINT},
            result = TypeFamily.BIGINT)
    static long fnvHash(Text text, long seed) {
        long hash = seed;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.at(i) & 0xFF) * FNV_PRIME;
        }
        return hash;
    }

    @ScalarFunction(
            name = "to_varbyte",
            arguments = {TypeFamily.TEXT, TypeFamily.TEXT},
            result = TypeFamily.VARBYTE)
    static void toVarbyte(Text text, Text format, ByteSink out) {
        switch (format.toString().toLowerCase(Locale.ROOT)) {
            case "hex" -> VarbyteText.parse(text.bytes(), text.from(), text.to(), out);
            case "utf8", "utf-8", "utf_8" -> text.appendTo(out);
            default -> throw unknownFormat(format);
        }
    }

    @ScalarFunction(
            name = "from_varbyte",
            arguments = {TypeFamily.VARBYTE, TypeFamily.TEXT},
            result = TypeFamily.TEXT)
    static void fromVarbyte(Text bytes, Text format, ByteSink out) {
        switch (format.toString().toLowerCase(Locale.ROOT)) {
            case "hex" -> VarbyteText.format(bytes.bytes(), bytes.from(), bytes.to(), out);
            case "utf8", "utf-8", "utf_8" -> {
                TypeText.checkUtf8(bytes.bytes(), bytes.from(), bytes.to());
                bytes.appendTo(out);
            }
            default -> throw unknownFormat(format);
        }
    }

    private static SlipherException unknownFormat(Text format) {
        return new SlipherException(SqlState.INVALID_PARAMETER_VALUE, "unknown binary format \"%s\"".formatted(format));
    }

    @ScalarFunction(name = "from_hex", arguments = TypeFamily.TEXT, result = TypeFamily.VARBYTE)
    static void fromHex(Text text, ByteSink out) {
        VarbyteText.parse(text.bytes(), text.from(), text.to(), out);
    }

    @ScalarFunction(name = "to_hex", arguments = TypeFamily.VARBYTE, result = TypeFamily.TEXT)
    static void toHex(Text bytes, ByteSink out) {
        VarbyteText.format(bytes.bytes(), bytes.from(), bytes.to(), out);
    }

    @ScalarFunction(
            name = "getbit",
            arguments = {TypeFamily.VARBYTE, TypeFamily.INTEGER},
            result = TypeFamily.INTEGER)
    static int getbit(Text bytes, int index) {
        int bits = (bytes.to() - bytes.from()) * Byte.SIZE;
        if (index < 0 || index >= bits) {
            throw new SlipherException(
                    SqlState.ARRAY_SUBSCRIPT_ERROR, "index %d out of valid range, 0..%d".formatted(index, bits - 1));
        }
        // The last bit of the last byte is number 0.
        return bytes.bytes()[bytes.to() - 1 - index / Byte.SIZE] >> index % Byte.SIZE & 1;
    }

    @ScalarFunction(
            name = {"octet_length", "length", "len"},
            arguments = TypeFamily.VARBYTE,
            result = TypeFamily.INTEGER)
    static int length(Text bytes) {
        return bytes.length();
    }
}

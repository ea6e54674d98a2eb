package dev.slipher.wire.format;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A character set that clients may ask for with {@code client_encoding}; inside, all text is UTF-8.
 *
 * @param name as PostgreSQL spells it
 */
public record ClientEncoding(String name, Charset charset) {
    /** The name of the encoding that connections begin with. */
    public static final String UTF8 = "UTF8";

    private static final Map<String, ClientEncoding> BY_KEY = byKey();

    /** Returns the encoding that a client means, whatever its spelling: {@code utf-8}, {@code latin1}, {@code UNICODE}. */
    public static Optional<ClientEncoding> find(String name) {
        return Optional.ofNullable(BY_KEY.get(key(name)));
    }

    /** Returns how PostgreSQL spells an encoding of this character set. */
    static String nameOf(Charset charset) {
        return BY_KEY.values().stream()
                .filter(encoding -> encoding.charset.equals(charset))
                .map(ClientEncoding::name)
                .findFirst()
                .orElse(charset.name());
    }

    private static String key(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toUpperCase(Locale.ROOT);
    }

    private static Map<String, ClientEncoding> byKey() {
        var encodings = new HashMap<String, ClientEncoding>();
        add(encodings, UTF8, StandardCharsets.UTF_8, "UNICODE");
        add(encodings, "SQL_ASCII", StandardCharsets.UTF_8);
        add(encodings, "LATIN1", StandardCharsets.ISO_8859_1, "ISO88591");
        for (var i = 2; i <= 4; i++) {
            add(encodings, "LATIN" + i, Charset.forName("ISO-8859-" + i), "ISO8859" + i);
        }
        add(encodings, "LATIN5", Charset.forName("ISO-8859-9"), "ISO88599");
        add(encodings, "LATIN9", Charset.forName("ISO-8859-15"), "ISO885915");
        for (var i = 5; i <= 8; i++) {
            add(encodings, "ISO_8859_" + i, Charset.forName("ISO-8859-" + i));
        }
        for (var i = 1250; i <= 1258; i++) {
            add(encodings, "WIN" + i, Charset.forName("windows-" + i), "WINDOWS" + i);
        }
        add(encodings, "KOI8R", Charset.forName("KOI8-R"), "KOI8");
        add(encodings, "KOI8U", Charset.forName("KOI8-U"));
        add(encodings, "EUC_JP", Charset.forName("EUC-JP"));
        add(encodings, "SJIS", Charset.forName("Shift_JIS"), "SHIFTJIS");
        add(encodings, "EUC_KR", Charset.forName("EUC-KR"));
        add(encodings, "EUC_CN", Charset.forName("GB2312"));
        add(encodings, "GBK", Charset.forName("GBK"));
        add(encodings, "GB18030", Charset.forName("GB18030"));
        add(encodings, "BIG5", Charset.forName("Big5"));
        return Map.copyOf(encodings);
    }

    private static void add(Map<String, ClientEncoding> encodings, String name, Charset charset, String... otherKeys) {
        var encoding = new ClientEncoding(name, charset);
        encodings.put(key(name), encoding);
        for (var other : otherKeys) {
            encodings.put(other, encoding);
        }
    }
}

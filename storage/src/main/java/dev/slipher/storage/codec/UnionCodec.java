package dev.slipher.storage.codec;

import java.util.HashMap;
import java.util.Map;

/** Values of several types, told apart by their tags. */
final class UnionCodec implements ValueCodec<Object> {
    private final String name;
    private final Map<Integer, CodecFactory.Variant> byTag;
    private final Map<Class<?>, CodecFactory.Variant> byType = new HashMap<>();

    UnionCodec(String name, Map<Integer, CodecFactory.Variant> variants) {
        this.name = name;
        this.byTag = Map.copyOf(variants);
        variants.values().forEach(variant -> byType.put(variant.type(), variant));
    }

    @Override
    public void write(ByteWriter out, Object value) {
        var type = value instanceof Enum<?> constant ? constant.getDeclaringClass() : value.getClass();
        var variant = byType.get(type);
        if (variant == null) {
            throw new IllegalArgumentException("%s is no %s".formatted(type, name));
        }
        out.enter();
        out.writeUnsigned(variant.tag());
        variant.body().write(out, value);
        out.leave();
    }

    @Override
    public Object read(ByteReader in) {
        in.enter();
        var tag = in.readUnsigned();
        var variant = tag == (int) tag ? byTag.get((int) tag) : null;
        if (variant == null) {
            throw in.malformed("unknown tag %s of %s; a newer version may have written it"
                    .formatted(Long.toUnsignedString(tag), name));
        }
        var value = variant.body().read(in);
        in.leave();
        return value;
    }
}

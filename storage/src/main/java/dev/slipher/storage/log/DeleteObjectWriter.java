package dev.slipher.storage.log;

import dev.slipher.storage.catalog.DeleteDelta;
import dev.slipher.storage.catalog.ObjectId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Writes delete bitmaps into objects, several into one of {@value #OBJECT_BYTES} bytes, since an object is read whole. */
final class DeleteObjectWriter {
    private static final int OBJECT_BYTES = 4 << 20;

    private final SealedObjects objects;
    private final Supplier<ObjectId> newObject;

    DeleteObjectWriter(SealedObjects objects, Supplier<ObjectId> newObject) {
        this.objects = objects;
        this.newObject = newObject;
    }

    /** The deleted rows of one segment, and what stands for it to the caller. */
    record Bitmap<K>(K key, byte[] bytes, long rowCount) {}

    /** Writes bitmaps, and tells {@code named} what names each; when this returns they are durable. */
    <K> void write(List<Bitmap<K>> bitmaps, BiConsumer<K, DeleteDelta.Rows.Stored> named) {
        var from = 0;
        while (from < bitmaps.size()) {
            var size = 0;
            var to = from;
            while (to < bitmaps.size() && (to == from || size + bitmaps.get(to).bytes.length <= OBJECT_BYTES)) {
                size += bitmaps.get(to++).bytes.length;
            }
            writeObject(bitmaps.subList(from, to), size, named);
            from = to;
        }
    }

    private <K> void writeObject(List<Bitmap<K>> bitmaps, int size, BiConsumer<K, DeleteDelta.Rows.Stored> named) {
        var object = newObject.get();
        var content = ByteBuffer.allocate(size);
        for (var bitmap : bitmaps) {
            var stored = new DeleteDelta.Rows.Stored(object, content.position(), bitmap.bytes.length, bitmap.rowCount);
            named.accept(bitmap.key, stored);
            content.put(bitmap.bytes);
        }
        objects.writeContent(Frame.Kind.DELETES, ObjectKeys.delete(object), content.flip());
    }
}

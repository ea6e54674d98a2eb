package dev.slipher.storage.codec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The number by which encoded bytes name a record or enum type.
 *
 * <p>It is written to disk and to other nodes: it never changes and is never given to another type. When the components
 * of a type change, the new shape is a new type with a new number, and the old one stays to read what was written.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Tag {
    /** Returns the number, from 1. */
    int value();
}

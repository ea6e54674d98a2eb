package dev.slipher.bench.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the value of {@code --sf}: a number greater than 0. */
final class ScaleFactor implements ITypeConverter<Double> {
    private static final int MOST = 100_000;

    @Override
    public Double convert(String value) {
        try {
            double factor = Double.parseDouble(value);
            if (factor > 0 && factor <= MOST) {
                return factor;
            }
        } catch (NumberFormatException e) {
            // Said below, with what would be right.
        }
        throw new TypeConversionException(
                "'%s' is no scale factor, which is a number greater than 0, at most %d".formatted(value, MOST));
    }
}

package dev.slipher.compute.expression.function;

/**
 * A string for java.util.regex, whose search takes time exponential in the string's length for some expressions and looks
 * at nothing but characters: looking at many of them asks whether to go on.
 */
final class InterruptibleText implements CharSequence {
    private static final int LOOKS = 1 << 14;

    private final String text;
    private final Runnable check;
    private int looks;

    InterruptibleText(String text) {
        this.text = text;
        check = Interruption.check();
    }

    @Override
    public char charAt(int index) {
        if (++looks == LOOKS) {
            looks = 0;
            check.run();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }
}

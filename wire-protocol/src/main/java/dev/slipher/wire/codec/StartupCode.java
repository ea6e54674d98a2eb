package dev.slipher.wire.codec;

/** The numbers in the place of a protocol version that ask for something else than a session. */
public final class StartupCode {
    public static final int CANCEL_REQUEST = 80_877_102;
    public static final int SSL_REQUEST = 80_877_103;
    public static final int GSSENC_REQUEST = 80_877_104;

    private StartupCode() {}
}

package dev.slipher.wire.auth;

import dev.slipher.storage.error.SlipherException;
import java.util.Optional;

/** Says what a client must prove before a session is opened for it. */
@FunctionalInterface
public interface AuthenticationPolicy {
    /**
     * Returns what is asked of this client; called before anything is proved, on a virtual thread.
     *
     * @throws SlipherException 28000 if the client may not connect from where it is, said before any password is asked
     */
    Requirement requirementFor(StartupRequest request);

    /** Returns whether a client that has proved who it is may take the place that is kept when all others are taken. */
    default boolean mayTakeSparePlace(StartupRequest request) {
        return false;
    }

    /** What a client must prove. */
    sealed interface Requirement {}

    /** The client is believed. */
    record Trust() implements Requirement {}

    /**
     * The client must prove that it knows the user's password.
     *
     * <p>An empty verifier (no such user, no password, or an expired one) goes through the exchange of SCRAM-SHA-256 and then
     * fails as a wrong password does, so that clients cannot find out which of such users exist; of those whose password is
     * kept as MD5 they can, by what they are asked for.
     */
    record Password(Optional<PasswordVerifier> verifier) implements Requirement {}
}

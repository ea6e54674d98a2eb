package dev.slipher.leader.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/** A server that answers every connection with the byte that declines TLS, and a program that starts it. */
final class GreetingServer implements Server {

    private final ServerSocket socket;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private GreetingServer(ServerSocket socket) {
        this.socket = socket;
    }

    /** Runs the program with this server. */
    public static void main(String[] arguments) {
        System.exit(Program.commandLine(GreetingServer.class, GreetingServer::open, arguments)
                .execute(arguments));
    }

    private static Server open(Configuration configuration) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.bind(new InetSocketAddress(configuration.host(), configuration.port()));
            configuration.tls().ifPresent(tls -> System.out.println("shows " + tls.certificateChain()));
            GreetingServer server = new GreetingServer(socket);
            Thread.ofPlatform().daemon().name("greeter").start(server::greet);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void greet() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                client.getOutputStream().write('N');
            } catch (IOException e) {
                // The client left, or the server has been closed and the loop ends.
            }
        }
    }

    @Override
    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    @Override
    public Background warmUp() {
        return () -> {};
    }

    @Override
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        stopped.countDown();
    }
}

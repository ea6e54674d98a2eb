package dev.slipher.leader.session;

import dev.slipher.leader.setting.SessionSettings;
import dev.slipher.leader.statement.ObjectStatement;
import dev.slipher.leader.statement.ObjectStatement.Password;
import dev.slipher.leader.statement.ObjectStatement.UserAttributes;
import dev.slipher.leader.statement.SessionStatement;
import dev.slipher.storage.catalog.Action;
import dev.slipher.storage.catalog.SettingScope;
import dev.slipher.storage.catalog.UserDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import dev.slipher.wire.auth.PasswordVerifier;
import dev.slipher.wire.connection.Notice;
import java.util.HashMap;
import java.util.Optional;

/** Runs the statements about users; passwords are kept as verifiers only. */
final class UserExecutor {
    private final SessionContext context;

    UserExecutor(SessionContext context) {
        this.context = context;
    }

    String create(ObjectStatement.CreateUser create) {
        TransactionExecutor.requireWritable(context, "CREATE USER");
        context.rights().requireSuperuser("create user");
        if (create.user().startsWith("pg_") || create.user().equals("public")) {
            throw new SlipherException(SqlState.RESERVED_NAME, "role name \"%s\" is reserved".formatted(create.user()));
        }
        var fresh = new UserDefinition(
                context.transaction().newOid(),
                create.user(),
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        context.transaction().stage(new Action.Create(with(fresh, create.user(), create.attributes())));
        return "CREATE USER";
    }

    String alter(ObjectStatement.AlterUser alter, StatementRun run) {
        TransactionExecutor.requireWritable(context, "ALTER USER");
        var user = context.user(alter.user());
        boolean self = user.oid() == context.userOid();
        boolean onlyOwn = alter.newName().isEmpty()
                && alter.attributes().superuser().isEmpty()
                && alter.attributes().createDatabase().isEmpty()
                && alter.attributes().connectionLimit().isEmpty()
                && alter.attributes().validUntil().isEmpty();
        if (!(self && onlyOwn)) {
            context.rights().requireSuperuser("alter user");
        }
        if (alter.newName().isPresent()) {
            requireAbsent(user);
        }
        var changed = with(user, alter.newName().orElse(user.name()), alter.attributes());
        if (!changed.equals(user)) {
            context.transaction().stage(new Action.Alter(changed));
        }
        if (user.passwordVerifier().isPresent()
                && changed.passwordVerifier().isEmpty()
                && alter.newName().isPresent()) {
            run.sink().notice(Notice.notice("MD5 password cleared because of role rename"));
        }
        if (!alter.settings().isEmpty()) {
            storeSettings(user, alter);
        }
        return "ALTER USER";
    }

    /** Throws 0A000 for a user whom this session is, or has begun as, since it goes by the name. */
    private void requireAbsent(UserDefinition user) {
        boolean session = user.oid() == context.record().userOid();
        if (session || user.oid() == context.userOid()) {
            throw new SlipherException(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "%s user cannot be renamed".formatted(session ? "session" : "current"));
        }
    }

    private void storeSettings(UserDefinition user, ObjectStatement.AlterUser alter) {
        var scope = new SettingScope(0, user.oid());
        var values = new HashMap<>(context.transaction().catalog().settings(scope));
        for (var statement : alter.settings()) {
            if (statement instanceof SessionStatement.SetParameter set
                    && !set.values().isEmpty()) {
                var checked = new SessionSettings();
                checked.set(set.name(), String.join(", ", set.values()));
                values.put(set.name(), checked.show(set.name()));
            } else if (statement instanceof SessionStatement.SetParameter set) {
                values.remove(set.name());
            } else if (statement instanceof SessionStatement.ResetParameter reset) {
                reset.name().ifPresentOrElse(values::remove, values::clear);
            }
        }
        context.transaction().stage(new Action.SetSettings(scope, values));
    }

    private UserDefinition with(UserDefinition user, String name, UserAttributes attributes) {
        return new UserDefinition(
                user.oid(),
                name,
                attributes.superuser().orElse(user.superuser()),
                attributes.createDatabase().orElse(user.createDatabase()),
                attributes.password().isPresent()
                        ? verifier(name, attributes.password().get())
                        : user.passwordVerifier().filter(known -> name.equals(user.name()) || !known.startsWith("md5")),
                attributes.validUntil().isPresent()
                        ? validUntil(attributes.validUntil().get())
                        : user.validUntil(),
                attributes.connectionLimit().isPresent()
                        ? limit(attributes.connectionLimit().getAsInt())
                        : user.connectionLimit());
    }

    private static Optional<Integer> limit(int connections) {
        return connections < 0 ? Optional.empty() : Optional.of(connections);
    }

    private Optional<String> verifier(String user, Password password) {
        return switch (password) {
            case Password.Fixed.DISABLED -> Optional.empty();
            case Password.Given(String text) ->
                Optional.of(PasswordVerifier.parse(text)
                        .orElseGet(() -> verifierOfClear(user, text))
                        .toString());
        };
    }

    private PasswordVerifier verifierOfClear(String user, String password) {
        PasswordRules.check(password);
        return context.settings().show("password_encryption").equals("md5")
                ? PasswordVerifier.md5(user, password)
                : PasswordVerifier.scram(password, context.warehouse().random());
    }

    private Optional<Long> validUntil(String text) {
        return text.equalsIgnoreCase("infinity")
                ? Optional.empty()
                : Optional.of(context.casts().timestamp(text));
    }

    String drop(ObjectStatement.DropUser drop, StatementRun run) {
        TransactionExecutor.requireWritable(context, "DROP USER");
        context.rights().requireSuperuser("drop user");
        for (var name : drop.users()) {
            var found = context.transaction().catalog().findUser(name);
            if (found.isEmpty() && drop.ifExists()) {
                run.sink().notice(Notice.notice("user \"%s\" does not exist, skipping".formatted(name)));
                continue;
            }
            var user = context.user(name);
            if (user.oid() == context.userOid()) {
                throw new SlipherException(SqlState.OBJECT_IN_USE, "current user cannot be dropped");
            }
            if (user.oid() == context.record().userOid()) {
                throw new SlipherException(SqlState.OBJECT_IN_USE, "session user cannot be dropped");
            }
            context.transaction().stage(new Action.Drop(user.oid()));
        }
        return "DROP USER";
    }

    /** Has the session act as another user; who logged in must be a superuser, or become himself again. */
    String setAuthorization(SessionStatement.SetAuthorization set) {
        var loggedIn = context.record().userName();
        var name = set.user().orElse(loggedIn);
        if (!name.equals(loggedIn)) {
            context.allow(context.user(name));
        }
        if (!set.local() || context.transaction().isInBlock()) {
            context.settings().authorize(name, set.local());
        }
        return "SET";
    }
}

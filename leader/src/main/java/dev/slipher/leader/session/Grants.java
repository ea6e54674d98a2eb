package dev.slipher.leader.session;

import dev.slipher.leader.statement.ObjectStatement;
import dev.slipher.storage.catalog.Catalog;
import dev.slipher.storage.catalog.DatabaseDefinition;
import dev.slipher.storage.catalog.Definition;
import dev.slipher.storage.catalog.Privilege;
import dev.slipher.storage.catalog.Privilege.Right;
import dev.slipher.storage.catalog.SchemaDefinition;
import dev.slipher.storage.catalog.TableDefinition;
import dev.slipher.storage.catalog.UserDefinition;
import dev.slipher.storage.catalog.ViewDefinition;
import dev.slipher.storage.error.SlipherException;
import dev.slipher.storage.error.SqlState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The rights on one object as GRANT and REVOKE change them. What the owner and superusers grant counts as granted by the
 * owner; everybody else grants what was granted to him WITH GRANT OPTION.
 */
final class Grants {
    private static final List<Right> OF_RELATIONS = List.of(
            Right.SELECT,
            Right.INSERT,
            Right.UPDATE,
            Right.DELETE,
            Right.DROP,
            Right.REFERENCES,
            Right.ALTER,
            Right.TRUNCATE);

    private final Definition object;
    private final int ownerOid;
    private final boolean owned;
    private final int grantorOid;
    private final List<Privilege> privileges;

    Grants(SessionContext context, Definition object) {
        this.object = object;
        ownerOid = Rights.ownerOf(object);
        owned = context.rights().owns(object);
        grantorOid = owned ? ownerOid : context.userOid();
        privileges = new ArrayList<>(context.transaction().catalog().privileges(object.oid()));
    }

    List<Privilege> privileges() {
        return privileges;
    }

    /** Gives rights; who has one from the same grantor keeps the option to grant it. */
    void grant(ObjectStatement.Grant grant, List<Integer> granteeOids) {
        for (var right : rights(grant)) {
            for (int grantee : granteeOids) {
                boolean option = grant.grantOption();
                if (option) {
                    requireGrantable(grantee, right);
                }
                var known = privileges.stream()
                        .filter(p -> isOf(p, grantee, right) && p.grantorOid() == grantorOid)
                        .toList();
                privileges.removeAll(known);
                option |= known.stream().anyMatch(Privilege::grantable);
                privileges.add(new Privilege(grantee, grantorOid, right, option));
            }
        }
    }

    /** Without circles, whoever may grant a right can be traced back to the owner. */
    private void requireGrantable(int granteeOid, Right right) {
        if (granteeOid == Privilege.PUBLIC) {
            throw new SlipherException(SqlState.INVALID_GRANT_OPERATION, "grant options can only be granted to users");
        }
        if (!owned && sources(right).contains(granteeOid)) {
            throw new SlipherException(
                    SqlState.INVALID_GRANT_OPERATION, "grant options cannot be granted back to your own grantor");
        }
    }

    /** Returns who the grantor has the option to grant the right from, near or far, and himself. */
    private Set<Integer> sources(Right right) {
        var sources = new HashSet<>(Set.of(grantorOid));
        boolean more = true;
        while (more) {
            more = false;
            for (var privilege : privileges) {
                boolean gives =
                        privilege.right() == right && privilege.grantable() && sources.contains(privilege.granteeOid());
                more |= gives && sources.add(privilege.grantorOid());
            }
        }
        return sources;
    }

    /**
     * Takes rights away, or only the option to grant them: the owner whoever gave them, others what they gave themselves.
     *
     * @throws SlipherException 2BP01 without CASCADE if a grantee has used an option that he loses
     */
    void revoke(ObjectStatement.Grant revoke, List<Integer> granteeOids) {
        for (var right : rights(revoke)) {
            for (int grantee : granteeOids) {
                var taken = privileges.stream()
                        .filter(p -> isOf(p, grantee, right) && (owned || p.grantorOid() == grantorOid))
                        .toList();
                privileges.removeAll(taken);
                if (revoke.grantOption()) {
                    taken.forEach(p -> privileges.add(new Privilege(grantee, p.grantorOid(), right, false)));
                }
                if (taken.stream().anyMatch(Privilege::grantable)) {
                    takeGivenBy(grantee, right, revoke.cascade());
                }
            }
        }
    }

    /** Takes away what a user has given to others, unless he still may. */
    private void takeGivenBy(int userOid, Right right, boolean cascade) {
        if (mayGrant(privileges, right, ownerOid, userOid)) {
            return;
        }
        var given = privileges.stream()
                .filter(p -> p.right() == right && p.grantorOid() == userOid)
                .toList();
        if (!given.isEmpty() && !cascade) {
            throw new SlipherException(SqlState.DEPENDENT_OBJECTS_STILL_EXIST, "dependent privileges exist")
                    .withHint("Use CASCADE to revoke them too.");
        }
        privileges.removeAll(given);
        given.forEach(p -> takeGivenBy(p.granteeOid(), right, true));
    }

    private static boolean isOf(Privilege privilege, int granteeOid, Right right) {
        return privilege.granteeOid() == granteeOid && privilege.right() == right;
    }

    /** Returns whether a user who is no superuser may grant the right on the object. */
    static boolean mayGrant(Catalog catalog, Right right, Definition object, int userOid) {
        return mayGrant(catalog.privileges(object.oid()), right, Rights.ownerOf(object), userOid);
    }

    private static boolean mayGrant(Collection<Privilege> privileges, Right right, int ownerOid, int userOid) {
        return userOid == ownerOid || privileges.stream().anyMatch(p -> isOf(p, userOid, right) && p.grantable());
    }

    /** Returns the rights that the statement names, all of which the user must be allowed to grant; ALL are those that he is. */
    private List<Right> rights(ObjectStatement.Grant grant) {
        var possible = possible();
        boolean all = grant.privileges().equals(List.of("all"));
        var named = all
                ? possible
                : grant.privileges().stream().map(word -> right(word, possible)).toList();
        if (owned) {
            return named;
        }
        var grantable = named.stream()
                .filter(right -> mayGrant(privileges, right, ownerOid, grantorOid))
                .toList();
        if (all ? grantable.isEmpty() : grantable.size() < named.size()) {
            throw Rights.denied(object);
        }
        return grantable;
    }

    private List<Right> possible() {
        return switch (object) {
            case TableDefinition _, ViewDefinition _ -> OF_RELATIONS;
            case SchemaDefinition _ -> List.of(Right.CREATE, Right.USAGE);
            case DatabaseDefinition _, UserDefinition _ -> List.of(Right.CREATE, Right.TEMPORARY);
        };
    }

    private Right right(String word, List<Right> possible) {
        var name = word.equals("temp") ? "TEMPORARY" : word.toUpperCase(Locale.ROOT);
        return possible.stream()
                .filter(r -> r.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new SlipherException(
                        SqlState.SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION,
                        "invalid privilege type %s for \"%s\"".formatted(word, object.name())));
    }
}

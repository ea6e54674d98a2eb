package dev.slipher.leader.optimize;

import dev.slipher.compute.fragment.JoinKind;
import dev.slipher.compute.fragment.PlanNode.JoinDistribution;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Chooses how the two sides of a join come together, by the rows that must move. */
record JoinPlacement(JoinDistribution distribution, Placement result) {
    static JoinPlacement choose(JoinKind kind, Side probe, Side build, int slices) {
        boolean keepsBuild = kind.decidesBuildRows();
        if (build.placement() == Placement.Fixed.EVERYWHERE && !keepsBuild) {
            return new JoinPlacement(JoinDistribution.DS_DIST_ALL_NONE, probe.placement());
        }
        if (probe.placement() == Placement.Fixed.EVERYWHERE) {
            return new JoinPlacement(JoinDistribution.DS_DIST_ALL_INNER, Placement.Fixed.SCATTERED);
        }
        // A mark may be unknown because of a null anywhere in the build side.
        if (probe.keys().isEmpty() || kind == JoinKind.MARK) {
            return new JoinPlacement(JoinDistribution.DS_BCAST_INNER, probe.placement());
        }
        int probeKey = probe.placedByKey();
        int buildKey = build.placedByKey();
        if (probeKey >= 0 && build.isPlacedBy(probeKey)) {
            return new JoinPlacement(JoinDistribution.DS_DIST_NONE, both(probe, build, probeKey, kind));
        }
        double broadcast = keepsBuild ? Double.POSITIVE_INFINITY : build.rows() * slices;
        double moveBuild = probeKey >= 0 ? build.rows() : Double.POSITIVE_INFINITY;
        double moveProbe = buildKey >= 0 ? probe.rows() : Double.POSITIVE_INFINITY;
        double moveBoth = probe.rows() + build.rows();
        double least = Math.min(Math.min(broadcast, moveBuild), Math.min(moveProbe, moveBoth));
        if (least == moveBuild) {
            return new JoinPlacement(JoinDistribution.DS_DIST_INNER, both(probe, build, probeKey, kind));
        }
        if (least == broadcast) {
            return new JoinPlacement(JoinDistribution.DS_BCAST_INNER, probe.placement());
        }
        if (least == moveProbe) {
            return new JoinPlacement(JoinDistribution.DS_DIST_OUTER, both(probe, build, buildKey, kind));
        }
        return new JoinPlacement(JoinDistribution.DS_DIST_BOTH, both(probe, build, 0, kind));
    }

    private static Placement both(Side probe, Side build, int key, JoinKind kind) {
        if (kind == JoinKind.FULL) {
            return Placement.Fixed.SCATTERED;
        }
        Set<Integer> columns = new HashSet<>();
        if (kind != JoinKind.RIGHT && kind != JoinKind.RIGHT_SEMI && kind != JoinKind.RIGHT_ANTI) {
            columns.add(probe.keys().get(key));
        }
        if (kind == JoinKind.INNER || kind.decidesBuildRows()) {
            columns.add(build.keys().get(key));
        }
        return new Placement.ByKey(columns);
    }

    /** One side of a join; keys are column ids, in the order of the other side's. */
    record Side(Placement placement, List<Integer> keys, double rows) {
        /** Returns the index of the key that the rows lie by, -1 if there is none. */
        int placedByKey() {
            if (placement instanceof Placement.ByKey(var columns)) {
                for (int i = 0; i < keys.size(); i++) {
                    if (columns.contains(keys.get(i))) {
                        return i;
                    }
                }
            }
            return -1;
        }

        boolean isPlacedBy(int key) {
            return placement instanceof Placement.ByKey(var columns) && columns.contains(keys.get(key));
        }
    }
}

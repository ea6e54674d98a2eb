/**
 * From a parsed statement to the plan that compute runs: {@link dev.slipher.leader.plan.Planner} is the entry,
 * {@link dev.slipher.leader.plan.RelationResolver} what it asks of the catalog, and
 * {@link dev.slipher.leader.plan.PlannedQuery} what it answers.
 */
@NullMarked
package dev.slipher.leader.plan;

import org.jspecify.annotations.NullMarked;

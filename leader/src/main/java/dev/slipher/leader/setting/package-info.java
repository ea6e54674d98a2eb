/**
 * What SET, RESET and SHOW are about: {@link dev.slipher.leader.setting.SettingDefinition} says what a parameter may be,
 * {@link dev.slipher.leader.setting.SessionSettings} holds one session's values.
 */
@NullMarked
package dev.slipher.leader.setting;

import org.jspecify.annotations.NullMarked;

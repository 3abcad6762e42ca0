/** The list, begun one place later each turn, so that none always comes first. */
export function inTurn(list, turn) {
  const start = turn % list.length;
  return [...list.slice(start), ...list.slice(0, start)];
}

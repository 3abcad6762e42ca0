// Numbers that look random and are the same for the same seed, on every machine.

/** The generator “mulberry32”: each call gives the next number from 0 up to 1. */
export function numbersFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What one draws with such numbers. */
export function chooser(next) {
  const whole = (from, to) => from + Math.floor(next() * (to - from + 1));
  const one = (list) => list[whole(0, list.length - 1)];
  return {
    /** A whole number, both ends included. */
    whole,
    /** One of a list. */
    one,
    /** So many of a list, none of them twice. */
    some(list, count) {
      const rest = [...list];
      return Array.from({ length: count }, () => rest.splice(whole(0, rest.length - 1), 1)[0]);
    },
    /** So many of what `make` makes. */
    times: (from, to, make) => Array.from({ length: whole(from, to) }, (_, at) => make(at)),
    /** A place in a list of this length; the second comes half as often as the first, and so on. */
    seldom: (length) => Math.min(length - 1, Math.floor(length ** next()) - 1),
    /** Whether something happens that has this chance. */
    chance: (chance) => next() < chance,
  };
}

// The functions of formulas, as portal/platform/expressions/functions has them.
(() => {
  const V = portal.values, F = portal.formula, { Ratio, Day, Refused, isRatio, ratio, toDay, toMoment } = V;
  const { toNumber, toText, toTruth, trunc, floor, words, two, tidy } = V;
  const LONGEST = 20000, MATCHED = 4000, MOST_DIGITS = 12, CLOSED_AT_MOST = 400, LONGEST_TERM = 3650;

  const plain = of => (ask, given, scope) => of(...given.map(node => ask.value(node, scope)));
  const letters = v => [...toText(v)], int = v => { const n = toNumber(v); return n && Number(trunc(n)); };
  const ofNumber = of => plain(v => { const n = toNumber(v); return n && of(n); });
  const ofDay = of => plain(v => { const day = toDay(v); return day && of(day); });
  const date = day => new Date(day.days * 86400000);
  const there = v => v !== null && v !== undefined;

  function bounded(text) {
    if ([...text].length > LONGEST) throw new Refused('long');
    return text;
  }
  function place(at, count) { return Math.min(count, at < 0 ? Math.max(0, count + at) : at); }
  function substr(value, first, last = null) {
    const all = letters(value), start = int(first), end = int(last);
    if (start === null) return null;
    return all.slice(place(start, all.length), end === null ? all.length : place(end, all.length)).join('');
  }
  function translate(value, from, to) {
    const old = letters(from), into = letters(to);
    return letters(value).map(letter => {
      const at = old.indexOf(letter);
      return at < 0 ? letter : into[at] || '';
    }).join('');
  }
  function between(least, most, count) {
    const [low, high] = [toNumber(least), toNumber(most)], none = n => !n || F.compare(n, ratio(-1)) === 0n;
    return (none(low) || F.compare(count, low) >= 0n) && (none(high) || F.compare(count, high) <= 0n);
  }
  const add = (one, other) => F.narrow(F.RECKONED['+'](one, other));
  const total = numbers => numbers.reduce(add, ratio(0));
  function weighted(least, most, ...pairs) {
    const weights = pairs.filter((_, at) => at % 2 && toTruth(pairs[at - 1]));
    return between(least, most, total(weights.map(weight => toNumber(weight) || ratio(0))));
  }
  function power(base, exponent) {
    const n = toNumber(base), times = toNumber(exponent);
    if (!n || !times || times.d !== 1n || V.abs(times.n) > 64n || (n.n === 0n && times.n < 0n)) return null;
    const up = V.abs(times.n), made = [n.n ** up, n.d ** up];
    return F.narrow(times.n < 0n ? new Ratio(made[1], made[0]) : new Ratio(...made));
  }
  function round(value, digits = ratio(0)) {
    const n = toNumber(value), places = toNumber(digits);
    return n && places && V.abs(places.n) <= BigInt(MOST_DIGITS) * places.d ? V.round(n, Number(trunc(places))) : null;
  }

  // Over lines, or over the values given.
  const over = of => (ask, given, scope) => of(ask.each(given, scope));
  const numbers = values => values.map(toNumber).filter(there);
  function average(values) {
    const found = numbers(values);
    return found.length ? F.narrow(F.RECKONED.div(total(found), ratio(found.length))) : null;
  }
  const extreme = sign => values => {
    const all = values.filter(there), asDay = v => !(isRatio(v) || typeof v === 'string' || typeof v === 'boolean');
    const days = all.filter(asDay).map(toDay).filter(there), isDays = all.length && days.length === all.length;
    const found = isDays ? days : numbers(all);
    return found.reduce((best, v) => (best && F.compare(toNumber(v), toNumber(best)) * sign <= 0n ? best : v), null);
  };

  // Days, in the time of Shanghai and by the work calendar.
  const isLeap = year => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const lastOf = (year, month) => [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  const partsOf = day => { const at = date(day); return [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()]; };
  function addMonths(value, months) {
    const day = toDay(value), n = toNumber(months);
    if (!day || !n || V.abs(n.n) > 1200n * n.d) return null;
    const [y, m, d] = partsOf(day), all = y * 12 + m - 1 + Number(trunc(n));
    const year = Math.floor(all / 12), month = all - year * 12 + 1;
    return year < 1 || year > 9999 ? null : V.utcDays(year, month, Math.min(d, lastOf(year, month)));
  }
  const yearOf = y => String(y).padStart(4, '0');
  const PERIODS = {
    ten_days: (y, m, d) => `${yearOf(y)}-${two(m)}-T${Math.min(3, Math.floor((d + 9) / 10))}`,
    month: (y, m) => `${yearOf(y)}-${two(m)}`,
    quarter: (y, m) => `${yearOf(y)}-Q${Math.floor((m + 2) / 3)}`,
    half: (y, m) => `${yearOf(y)}-H${m < 7 ? 1 : 2}`,
    year: y => yearOf(y),
  };
  function years(first, last) {
    const [a, b] = [toDay(first), toDay(last)];
    if (!a || !b) return null;
    const [y, m, d] = partsOf(a), [year, month, day] = partsOf(b);
    return year - y - (month < m || (month === m && day < d) ? 1 : 0);
  }
  function format(value, marks) {
    const moment = toMoment(value);
    if (!moment || typeof marks !== 'string') return null;
    const at = V.here(moment), year = at.getUTCFullYear(), month = at.getUTCMonth() + 1, hour = at.getUTCHours();
    const spelt = {
      '%Y': yearOf(year), '%y': two(year % 100), '%m': two(month), '%n': month, '%d': two(at.getUTCDate()),
      '%e': at.getUTCDate(), '%H': two(hour), '%h': hour, '%M': two(at.getUTCMinutes()), '%S': two(at.getUTCSeconds()),
    };
    return Object.entries(spelt).reduce((text, [mark, as]) => text.replaceAll(mark, as), marks);
  }
  function isWorked(days, calendar) {
    const day = new Day(days), known = ((calendar || {}).days || {})[V.spellDay(date(day))];
    return known === undefined ? ((days + 3) % 7 + 7) % 7 < 5 : known;
  }
  function workdays(first, last, scope) {
    const [a, b] = [toDay(first), toDay(last)];
    if (!a || !b || Math.abs(b.days - a.days) > 36600) return null;
    let count = 0;
    for (let days = a.days + 1; days <= b.days; days += 1) count += isWorked(days, (scope.world || {}).calendar);
    return count;
  }
  function nextWorked(from, calendar) {
    for (let n = 0; n < CLOSED_AT_MOST; n += 1) if (isWorked(from + n, calendar)) return from + n;
    return from + (isWorked(from, {}) ? 0 : 7 - (((from + 3) % 7 + 7) % 7));
  }
  function addWorkdays(value, count, scope) {
    const day = toDay(value), n = toNumber(count), times = n && Number(trunc(n));
    if (!day || times === null || times < 0 || times > LONGEST_TERM) return null;
    let at = day.days;
    for (let step = 0; step < times; step += 1) at = nextWorked(at + 1, (scope.world || {}).calendar);
    return at > 2932896 ? null : new Day(at);
  }
  const withScope = of => (ask, given, scope) => of(...given.map(node => ask.value(node, scope)), scope);
  const today = scope => toDay(scope.world.now);
  const ofWorld = table => (ask, given, scope) => ((scope.world || {})[table] || {})[ask.text(given[0], scope)];
  function ofField(table, name, value, scope) {
    return (((scope.world || {})[table] || {})[name] || {})[toText(value)];
  }
  function choiceName(ask, [word, field], scope) {
    const name = field[0] === 'name' ? field[1] : ask.text(field, scope);
    return ofField('labels', name.replace(/^[${} ]+|[${} ]+$/g, ''), ask.value(word, scope), scope);
  }
  function decimal(value) {
    if (typeof value !== 'string') return toNumber(value);
    return toNumber(value.includes('T') ? toMoment(value) : toDay(value));
  }
  function period(value, unit) {
    const day = toDay(value);
    return day && Object.hasOwn(PERIODS, toText(unit)) ? PERIODS[unit](...partsOf(day)) : null;
  }

  portal.functions = {
    selected: plain((value, word) => words(value).includes(V.strip(toText(word)))),
    'count-selected': plain(value => words(value).length),
    'selected-at': plain((value, at) => { const n = int(at); return n === null || n < 0 ? null : words(value)[n]; }),
    if: (ask, given, scope) => ask.value(ask.truth(given[0], scope) ? given[1] : given[2], scope),
    coalesce(ask, given, scope) {
      for (const node of given) { const value = ask.value(node, scope); if (value !== null) return value; }
      return null;
    },
    once: (ask, given, scope) => (there(scope.own) ? scope.own : ask.value(given[0], scope)),
    'jr:choice-name': choiceName,
    not: plain(value => !toTruth(value)), true: () => true, false: () => false, boolean: plain(toTruth),
    checklist: plain((least, most, ...all) => between(least, most, ratio(all.filter(toTruth).length))),
    'weighted-checklist': plain(weighted),
    string: plain(toText), concat: plain((...values) => bounded(values.map(toText).join(''))),
    join(ask, given, scope) {
      const by = ask.text(given[0], scope);
      return bounded(ask.each(given.slice(1), scope).map(toText).filter(Boolean).join(by));
    },
    'string-length': plain(value => letters(value).length),
    contains: plain((text, part) => toText(text).includes(toText(part))),
    'starts-with': plain((text, part) => toText(text).startsWith(toText(part))),
    'ends-with': plain((text, part) => toText(text).endsWith(toText(part))),
    substr: plain(substr), 'normalize-space': plain(value => words(value).join(' ')), translate: plain(translate),
    regex: plain((value, form) => RegExp(`^(?:${toText(form)})$`, 'u').test(letters(value).slice(0, MATCHED).join(''))),
    number: ofNumber(n => n), int: ofNumber(n => new Ratio(trunc(n))), floor: ofNumber(n => new Ratio(floor(n))),
    ceiling: ofNumber(n => new Ratio(-floor(new Ratio(-n.n, n.d)))), abs: ofNumber(n => new Ratio(V.abs(n.n), n.d)),
    round: plain(round), pow: plain(power),
    sum: over(values => total(numbers(values))), count: over(values => values.filter(there).length),
    avg: over(average), min: over(extreme(-1n)), max: over(extreme(1n)),
    any: over(values => values.some(toTruth)), all: over(values => values.every(toTruth)),
    today: (_, __, scope) => today(scope), now: (_, __, scope) => scope.world.now,
    date: plain(toDay), 'decimal-date-time': plain(decimal),
    'format-date': plain(format), 'format-date-time': plain(format),
    workdays: withScope(workdays), add_workdays: withScope(addWorkdays), add_months: plain(addMonths),
    last_day: ofDay(day => { const [y, m] = partsOf(day); return V.utcDays(y, m, lastOf(y, m)); }),
    weekday: ofDay(day => ((day.days + 3) % 7 + 7) % 7 + 1),
    period: plain(period),
    years_between: plain(years), age: (ask, given, scope) => years(ask.value(given[0], scope), today(scope)),
    setting: ofWorld('settings'), actor: ofWorld('actor'), old: ofWorld('old'),
    lookup(ask, given, scope) {
      const keys = given.map(node => ask.text(node, scope));
      return keys.reduce((table, key) => (there(table) ? table[key] : null), (scope.world || {}).tables || {});
    },
    word_number(ask, [field], scope) {
      return ofField('numbers', field[0] === 'name' ? field[1] : '', ask.value(field, scope), scope);
    },
    money_upper: plain(value => portal.amount(toNumber(value))),
  };
})();

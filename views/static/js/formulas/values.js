// Values of formulas on the phone, exactly as on the server (portal/platform/expressions/values.py):
// null is empty, numbers are pairs of BigInt, days and moments are objects, chosen words are arrays.
(() => {
  const BLANK = '[ \\t\\r\\n\\u00a0\\u3000]', DIGITS = 12, DAY = 86400000n;
  const abs = n => (n < 0n ? -n : n), gcd = (a, b) => { while (b) [a, b] = [b, a % b]; return a; };
  const floorDiv = (a, b) => { const q = a / b; return a % b && (a < 0n) !== (b < 0n) ? q - 1n : q; };

  class Ratio {
    constructor(n, d = 1n) {
      const by = gcd(abs(n), abs(d)) || 1n, sign = d < 0n ? -1n : 1n;
      this.n = sign * n / by;
      this.d = sign * d / by;
    }
  }
  class Day { constructor(days) { this.days = days; } } // days since 1970, a Number
  class Moment { constructor(ms) { this.ms = ms; } } // since 1970 UTC, a Number
  class Hour { constructor(minutes) { this.minutes = minutes; } }
  class Refused extends Error {}

  const ratio = n => new Ratio(BigInt(n)), isRatio = v => v instanceof Ratio;
  const tidy = v => {
    if (typeof v === 'number') return readNumber(String(v));
    return v === undefined || v === '' || (Array.isArray(v) && !v.length) ? null : v;
  };
  const strip = text => text.replace(RegExp(`^${BLANK}+|${BLANK}+$`, 'g'), '');
  const words = value => toText(value).split(RegExp(`${BLANK}+`)).filter(Boolean);

  function readNumber(text) {
    const found = /^(-?)([0-9]*)(?:\.([0-9]*))?$/.exec(strip(text));
    if (!found || !(found[2] || found[3])) return null;
    const decimals = found[3] || '', n = BigInt(`${found[2]}${decimals}`);
    return new Ratio(found[1] ? -n : n, 10n ** BigInt(decimals.length));
  }
  function toNumber(v) {
    if (isRatio(v)) return v;
    if (typeof v === 'boolean') return ratio(v ? 1 : 0);
    if (typeof v === 'string') return readNumber(v);
    if (v instanceof Day) return ratio(v.days);
    if (v instanceof Moment) return new Ratio(BigInt(Math.trunc(v.ms / 1000)), 86400n);
    return v instanceof Hour ? new Ratio(BigInt(v.minutes), 1440n) : null;
  }
  const floor = r => floorDiv(r.n, r.d), trunc = r => r.n / r.d;
  function round(r, digits) {
    const scale = 10n ** BigInt(Math.abs(digits)), up = digits >= 0;
    const top = abs(r.n) * (up ? scale : 1n), below = r.d * (up ? 1n : scale);
    const whole = (2n * top + below) / (2n * below), signed = r.n < 0n ? -whole : whole;
    return up ? new Ratio(signed, scale) : new Ratio(signed * scale);
  }
  function spell(r) {
    const scale = 10n ** BigInt(DIGITS), scaled = round(r, DIGITS), all = abs(scaled.n) * scale / scaled.d;
    const decimals = String(all % scale).padStart(DIGITS, '0').replace(/0+$/, '');
    return `${scaled.n < 0n ? '-' : ''}${all / scale}${decimals && '.'}${decimals}`;
  }

  // Days and moments in the time of Shanghai, by the zone's own rules before 1992.
  const ZONE = new Intl.DateTimeFormat('en-US', {
    timeZone: 'Asia/Shanghai', hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric',
    hour: 'numeric', minute: 'numeric', second: 'numeric', era: 'short',
  });
  function offset(ms) {
    if (ms >= 694224000000) return 28800000;
    const part = Object.fromEntries(ZONE.formatToParts(new Date(ms)).map(each => [each.type, each.value]));
    const here = Date.UTC(+part.year, part.month - 1, +part.day, +part.hour, +part.minute, +part.second);
    return here - Math.floor(ms / 1000) * 1000;
  }
  const here = moment => new Date(moment.ms + offset(moment.ms));
  function startOf(day) {
    const utc = day.days * Number(DAY), guess = utc - offset(utc - 28800000);
    return new Moment(utc - offset(guess));
  }
  function utcDays(year, month, day) {
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    const same = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
    return same && year > 0 && year < 10000 ? new Day(date.getTime() / Number(DAY)) : null;
  }
  function toDay(v) {
    if (v instanceof Day) return v;
    if (v instanceof Moment) return new Day(Math.floor((v.ms + offset(v.ms)) / Number(DAY)));
    if (isRatio(v)) { const day = floor(v); return day > -700000n && day < 2900000n ? new Day(Number(day)) : null; }
    const found = typeof v === 'string' && /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T|$)/.exec(strip(v));
    return found ? utcDays(+found[1], +found[2], +found[3]) : null;
  }
  const MOMENT = RegExp(
    '^([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?(?:Z|([+-])([0-9]{2}):([0-9]{2}))?$',
  );
  function readMoment(text) {
    const found = MOMENT.exec(text), day = found && toDay(found[1]);
    if (!day || found[2] > 23 || found[3] > 59 || found[4] > 59 || found[6] > 23 || found[7] > 59) return null;
    const clock = ((+found[2] * 60 + +found[3]) * 60 + +(found[4] || 0)) * 1000, utc = day.days * Number(DAY) + clock;
    if (found[5]) return new Moment(utc - (found[5] + '1') * (found[6] * 60 + +found[7]) * 60000);
    return new Moment(text.endsWith('Z') ? utc : utc - offset(utc - offset(utc - 28800000)));
  }
  function toMoment(v) {
    if (v instanceof Moment) return v;
    if (typeof v === 'string' && v.includes('T')) return readMoment(strip(v));
    const day = toDay(v);
    return day && startOf(day);
  }
  const date = day => new Date(day.days * Number(DAY)), two = n => String(n).padStart(2, '0');
  function spellDay(at) {
    return `${String(at.getUTCFullYear()).padStart(4, '0')}-${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
  }
  function toHour(text) {
    const found = /^([0-9]{2}):([0-9]{2})$/.exec(strip(text));
    return found && found[1] < 24 && found[2] < 60 ? new Hour(found[1] * 60 + +found[2]) : null;
  }
  function spellMoment(moment) {
    const at = here(moment), off = Math.round(offset(moment.ms) / 60000);
    const clock = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
    return `${spellDay(at)}T${clock}+${two(Math.floor(off / 60))}:${two(off % 60)}`;
  }
  function toText(v) {
    if (v === null || typeof v === 'string') return v || '';
    if (typeof v === 'boolean') return v ? 'true' : 'false';
    if (isRatio(v)) return spell(v);
    if (Array.isArray(v)) return v.join(' ');
    if (v instanceof Moment) return spellMoment(v);
    return v instanceof Day ? spellDay(date(v)) : `${two(Math.floor(v.minutes / 60))}:${two(v.minutes % 60)}`;
  }
  const toTruth = v => (isRatio(v) ? v.n !== 0n : v !== null && v !== false);

  portal.values = {
    Ratio, Day, Moment, Hour, Refused, abs, date, floor, here, isRatio, ratio, readNumber, round, spellDay, strip,
    tidy, toDay, toHour, toMoment, toNumber, toText, toTruth, trunc, two, utcDays, words,
  };
})();

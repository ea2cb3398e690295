// Evaluates formulas on the phone, from the tree that the server made of them: the twin of
// portal/platform/expressions/evaluate.py. What it says is a preview; the server decides.
(() => {
  const V = portal.values, { Ratio, Day, Moment, Hour, Refused, abs, isRatio, tidy, toDay, toMoment, toNumber } = V;
  const { toText, toTruth, toHour, trunc, floor } = V;
  const MOST_STEPS = 50000, WIDEST = 1n << 4096n;
  const ORDER = { '<': c => c < 0n, '<=': c => c <= 0n, '>': c => c > 0n, '>=': c => c >= 0n };

  function narrow(r) {
    if (abs(r.n) >= WIDEST || r.d >= WIDEST) throw new Refused('grows');
    return r;
  }
  const compare = (a, b) => a.n * b.d - b.n * a.d;
  const RECKONED = {
    '+': (a, b) => new Ratio(a.n * b.d + b.n * a.d, a.d * b.d),
    '-': (a, b) => new Ratio(a.n * b.d - b.n * a.d, a.d * b.d),
    '*': (a, b) => new Ratio(a.n * b.n, a.d * b.d),
    div: (a, b) => new Ratio(a.n * b.d, a.d * b.n),
    mod: (a, b) => RECKONED['-'](a, new Ratio(b.n * trunc(RECKONED.div(a, b)), b.d)),
  };
  const isDay = v => v instanceof Day || v instanceof Moment;

  function moved(start, days) {
    if (start instanceof Moment) {
      const ms = start.ms + Number(floor(RECKONED['*'](days, V.ratio(86400)))) * 1000;
      return ms >= -62135596800000 && ms < 253402300800000 ? new Moment(ms) : null;
    }
    const day = start.days + Number(floor(days));
    return day >= -719162 && day <= 2932896 ? new Day(day) : null;
  }
  function reckon(sign, left, right) {
    const one = toNumber(left), other = toNumber(right);
    if (!one || !other || ((sign === 'div' || sign === 'mod') && other.n === 0n)) return null;
    if (isDay(left) && (sign === '+' || sign === '-') && isRatio(right)) {
      return moved(left, sign === '+' ? other : new Ratio(-other.n, other.d));
    }
    return narrow(RECKONED[sign](one, other));
  }
  function alike(v, beside) {
    if (beside instanceof Moment && (typeof v === 'string' || isDay(v))) return toMoment(v);
    if (isDay(beside) && typeof v === 'string') return toDay(v);
    return beside instanceof Hour && typeof v === 'string' ? toHour(v) : v;
  }
  function isOrdered(sign, left, right) {
    const one = toNumber(alike(left, right)), other = toNumber(alike(right, left));
    return Boolean(one && other && ORDER[sign](compare(one, other)));
  }
  function isSame(left, right) {
    if (typeof left === 'boolean' || typeof right === 'boolean') return toTruth(left) === toTruth(right);
    const by = [isRatio, toNumber, v => v instanceof Moment, toMoment, isDay, toDay];
    for (let at = 0; at < by.length; at += 2) {
      if (!by[at](left) && !by[at](right)) continue;
      const one = toNumber(by[at + 1](left)), other = toNumber(by[at + 1](right));
      return Boolean(one && other && compare(one, other) === 0n);
    }
    return toText(left) === toText(right);
  }
  function isEqual(sign, left, right, asksEmpty) {
    if (left === null || right === null) return asksEmpty && (left === right) === (sign === '=');
    return isSame(left, right) === (sign === '=');
  }

  const namesIn = node => (node[0] === 'name' ? [node[1]] : node.filter(Array.isArray).flatMap(namesIn));
  const headOf = name => name.split('.', 1)[0];

  // What names mean at one place; the same fields as Scope on the server.
  function read(scope, name) {
    const head = headOf(name), rest = name.slice(head.length + 1), { line = {}, lines = {}, values = {} } = scope;
    if (scope.lineOf) {
      if (Object.hasOwn(line, name)) return line[name];
      if (head === scope.lineOf) return rest ? line[rest] : true;
    }
    if (Object.hasOwn(values, name)) return values[name];
    if (Object.hasOwn(lines, head)) throw new Refused('lines');
    return null;
  }

  const KINDS = {
    number: (_, [, n, d]) => new Ratio(BigInt(n), BigInt(d)),
    text: (_, [, text]) => text || null,
    name: (_, [, name], scope) => tidy(read(scope, name)),
    column: (_, [, name], scope) => tidy((scope.columns || {})[name]),
    own: (_, __, scope) => tidy(scope.own),
    minus(ask, [, of], scope) {
      const n = toNumber(ask.value(of, scope));
      return n && new Ratio(-n.n, n.d);
    },
    chain(ask, [, first, ...rest], scope) {
      const sign = rest[0][0], nodes = [first, ...rest.map(each => each[1])];
      if (sign === 'or') return nodes.some(node => ask.truth(node, scope));
      if (sign === 'and') return nodes.every(node => ask.truth(node, scope));
      let left = ask.value(first, scope), before = first;
      rest.forEach(([by, node]) => {
        const right = ask.value(node, scope), asks = [before, node].some(n => n[0] === 'text' && n[1] === '');
        if (by === '=' || by === '!=') left = isEqual(by, left, right, asks);
        else left = ORDER[by] ? isOrdered(by, left, right) : reckon(by, left, right);
        before = node;
      });
      return left;
    },
    call(ask, [, name, ...given], scope) {
      if (!Object.hasOwn(portal.functions, name)) throw new Refused(name);
      return tidy(portal.functions[name](ask, given, scope));
    },
  };

  // One evaluation: counts its steps, and evaluates for functions what they were given.
  class Evaluation {
    constructor() { this.steps = 0; }
    value(node, scope) {
      this.steps += 1;
      if (this.steps > MOST_STEPS) throw new Refused('steps');
      return KINDS[node[0]](this, node, scope);
    }
    truth(node, scope) { return toTruth(this.value(node, scope)); }
    text(node, scope) { return toText(this.value(node, scope)); }
    each(given, scope) {
      const heads = [...new Set(given.flatMap(namesIn).map(headOf))].filter(h => Object.hasOwn(scope.lines || {}, h));
      if (given.length < 1 || given.length > 2 || !heads.length) return given.map(node => this.value(node, scope));
      const lineOf = heads.sort()[0], found = [];
      scope.lines[lineOf].forEach(line => {
        const at = { ...scope, lineOf, line };
        if (given.length === 1 || this.truth(given[1], at)) found.push(this.value(given[0], at));
      });
      return found;
    }
  }

  portal.formula = {
    evaluate: (tree, scope) => new Evaluation().value(tree, scope), compare, narrow, reckon, RECKONED, MOST_STEPS,
  };
})();

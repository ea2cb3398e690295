// Amounts in words as vouchers write them: 1234.50 is 壹仟贰佰叁拾肆元伍角整.
(() => {
  const DIGITS = '零壹贰叁肆伍陆柒捌玖', PLACES = ['', '拾', '佰', '仟'], GROUPS = ['', '万', '亿', '万亿', '亿亿'];

  function group(number) {
    let text = '', nought = false;
    [...String(number)].reverse().forEach((digit, place) => {
      if (digit === '0') { nought = text !== ''; return; }
      text = DIGITS[digit] + PLACES[place] + (nought ? '零' : '') + text;
      nought = false;
    });
    return text;
  }
  function whole(number) {
    let text = '', gap = false, at = 0;
    while (number) {
      const part = number % 10000n;
      number /= 10000n;
      if (part) text = group(part) + GROUPS[at] + (gap && text ? '零' : '') + text;
      gap = part ? part < 1000n : text !== '';
      at += 1;
    }
    return text;
  }
  function cents(rest, afterYuan) {
    const [jiao, fen] = [rest / 10n, rest % 10n];
    if (!rest) return '整';
    const first = jiao ? `${DIGITS[jiao]}角` : afterYuan ? '零' : '';
    return first + (fen ? `${DIGITS[fen]}分` : '整');
  }
  portal.amount = number => {
    const V = portal.values;
    if (!number || V.abs(number.n) >= 10n ** 20n * number.d) return null;
    const rounded = V.round(number, 2), fen = V.abs(rounded.n) * 100n / rounded.d, yuan = fen / 100n;
    if (!fen) return '零元整';
    return `${rounded.n < 0n ? '负' : ''}${yuan ? `${whole(yuan)}元` : ''}${cents(fen % 100n, yuan > 0n)}`;
  };
})();

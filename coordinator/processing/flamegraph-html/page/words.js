// Numbers as people read them.

export function count(value) {
  return Math.round(value).toLocaleString('en');
}

export function percent(share) {
  const value = share * 100;
  if (value === 0 || value >= 99.95) return `${Math.round(value)} %`;
  return value < 0.01 ? '< 0.01 %' : `${value.toFixed(value < 1 ? 2 : 1)} %`;
}

/** 1,234,567 as `1.23 M`. */
export function short(value) {
  const steps = [
    [1e12, 'T'],
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ];
  const step = steps.find(([size]) => value >= size);
  return step === undefined ? count(value) : `${(value / step[0]).toFixed(2)} ${step[1]}`;
}

export function seconds(value) {
  if (value >= 100) return `${count(value)} s`;
  if (value >= 1) return `${value.toFixed(2)} s`;
  return value >= 0.001 ? `${(value * 1e3).toFixed(1)} ms` : `${(value * 1e6).toFixed(0)} µs`;
}

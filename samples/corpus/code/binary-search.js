// Finds the first place in a sorted array at which a value could be inserted without breaking the order.
export function lowerBound(sorted, value, compare = (a, b) => a - b) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1; // no overflow, unlike (low + high) / 2 in other languages
    if (compare(sorted[middle], value) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

export const contains = (sorted, value) => sorted[lowerBound(sorted, value)] === value;

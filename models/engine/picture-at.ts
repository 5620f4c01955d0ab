/** The numbers of one of several pictures that lie one after another: a view of the same memory. @param count how many there are */
export const pictureAt = <B extends ArrayBufferLike>(numbers: Float32Array<B>, picture: number, count: number): Float32Array<B> =>
  numbers.subarray((picture * numbers.length) / count, ((picture + 1) * numbers.length) / count);

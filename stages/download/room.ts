/** Memory for bodies that turn out large: hosts decide how many do, and could fill any machine with them at once. */
export interface Room {
  /**
   * Waits in line for `bytes` and calls `enter`, at once where they are free. Answers how to leave, the line or the room.
   */
  ask(bytes: number, enter: () => void): () => void
}

/** Bodies up to this size need no room: most pictures are smaller, and there are only so many lanes. */
export const smallBytes = 256 * 1024

/** A room of so many bytes; who wants more than all of it gets all of it. */
export const openRoom = (totalBytes: number): Room => {
  let free = totalBytes
  const line: { readonly bytes: number; readonly enter: () => void }[] = []
  const admit = () => {
    while (line[0] && line[0].bytes <= free) {
      const next = line.shift()!
      free -= next.bytes
      next.enter()
    }
  }
  return {
    ask: (bytes, enter) => {
      const guest = { bytes: Math.min(bytes, totalBytes), enter }
      line.push(guest)
      admit()
      return () => {
        const place = line.indexOf(guest)
        if (place >= 0) line.splice(place, 1)
        else free += guest.bytes
        admit()
      }
    },
  }
}

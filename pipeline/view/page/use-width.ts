import { useLayoutEffect, useRef, useState } from 'preact/hooks'

/** How wide an element is drawn, in whole pixels: 0 until it is there. */
export const useWidth = () => {
  const frame = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const measure = () => setWidth(Math.floor(frame.current?.clientWidth ?? 0))
    const observer = new ResizeObserver(measure)
    observer.observe(frame.current!)
    measure()
    return () => observer.disconnect()
  }, [])
  return { frame, width }
}

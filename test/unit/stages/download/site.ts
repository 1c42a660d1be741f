import type { ServerResponse } from 'node:http'
import { jpeg, serve, type World } from './world.ts'

/** What a site answers under a path: a text, or what the test does with the response. */
export type Page = string | ((response: ServerResponse) => unknown)

export interface Site extends World {
  /** Paths asked for, in order. */
  readonly asked: string[]
}

/** A host with these files, and a picture under every other path that ends in .jpg. */
export const serveSite = async (pages: { readonly [path: string]: Page }): Promise<Site> => {
  const asked: string[] = []
  const world = await serve(({ url = '/' }, response) => {
    asked.push(url)
    const page = pages[url]
    if (typeof page === 'string') response.end(page)
    else if (page) page(response)
    else if (url.endsWith('.jpg')) response.end(jpeg())
    else response.writeHead(404).end()
  })
  return { ...world, asked }
}

/** Answers with a status and nothing else. */
export const status =
  (code: number, headers = {}) =>
  (response: ServerResponse) =>
    response.writeHead(code, headers).end()

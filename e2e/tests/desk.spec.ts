/** The desk of whoever answers for the promises, and the page of whoever the promises are for. */
import { expect, test } from "../kit/test";

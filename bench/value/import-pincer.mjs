/** A program that imports Pincer and does nothing. */
import 'pincer';

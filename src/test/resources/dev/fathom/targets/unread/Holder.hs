import qualified Data.Map.Strict as Map
import System.IO

-- 200,000 nodes of five words and more.
main :: IO ()
main = do
  let kept = Map.fromList [(i, show i) | i <- [1 .. 200000 :: Int]]
  putStrLn ("least " ++ show (Map.size kept * 48 + sum (map length (Map.elems kept))))
  status <- readFile "/proc/self/stat"
  putStrLn ("ready " ++ takeWhile (/= ' ') status)
  hFlush stdout
  _ <- getLine
  print (Map.lookup 17 kept)

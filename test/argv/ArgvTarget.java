/** A JVM to look at. Says "up" once it runs. */
public class ArgvTarget {
  public static void main(String[] arguments) throws InterruptedException {
    System.out.println("up");
    Thread.sleep(3_600_000);
  }
}
